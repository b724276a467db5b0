export { createDeviceLookup, type DeviceLookup, type KnownDevice, type KnownPoint } from "./device-lookup";
