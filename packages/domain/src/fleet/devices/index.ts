export { changeDevice, createDevice, retireDevices, setDesired } from "./change-devices";
export type { DeviceForm } from "./device-form";
export type { DeviceState } from "./device-state";
export { type DeviceDetail, type DevicePoint, getDevice } from "./get-device";
export { IMPORT_BYTES_MAX, IMPORT_COLUMNS, type ImportReport, type ImportRow, importDevices } from "./import-devices";
export { type DeviceSummary, listDevices } from "./list-devices";
export { listSites, type SiteSummary } from "./list-sites";
export { type NewDevice, registerFleet } from "./register-fleet";
