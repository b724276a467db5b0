import type { PointWriters } from "../commands/point-writer";
import { openFileOutput } from "./file";
import { openGpioOutput } from "./gpio";
import { openModbusCoil } from "./modbus-coil";
import type { OutputRegistry } from "./output";

/**
 * The only file that imports what writes to the site. The read-only build puts `registry.read-only.ts` in its place, and
 * with that none of them is in its bundle.
 */
export const outputRegistry: OutputRegistry = {
  file: openFileOutput,
  gpio: openGpioOutput,
  "modbus-coil": openModbusCoil,
};

/** Points that a package grants to be written by command. */
export const pointWriters: PointWriters = {
  opcua: async (source, write) => (await import("../drivers/opcua/write")).writeOpcUaPoint(source, write),
};
