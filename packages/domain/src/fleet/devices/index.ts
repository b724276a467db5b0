export { createDeviceLookup, type DeviceLookup, type KnownDevice, type KnownPoint } from "./device-lookup";
export type { DeviceState } from "./device-state";
export { type DeviceDetail, type DevicePoint, getDevice } from "./get-device";
export { type DeviceSummary, listDevices } from "./list-devices";
export { listSites, type SiteSummary } from "./list-sites";
export { type NewDevice, registerFleet } from "./register-fleet";
