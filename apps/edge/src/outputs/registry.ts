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
