import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { startPymodbusPeer, whyNoPymodbus } from "@outstation/local/hardware/modbus/pymodbus-peer";
import { describe, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createModbusDriver } from "./driver";

vi.setConfig({ testTimeout: 60_000 });

// Promise: a device of another make is read rightly, every type and table, in both framings.

const skip = whyNoPymodbus();
if (skip !== undefined) console.warn(`Modbus against pymodbus: skipped: ${skip}`);

const common = { wordOrder: "big", scale: 1, kind: "number" } as const;
const points: ModbusSource["points"] = [
  { ...common, name: "flow", table: "holding", address: 0, type: "float32", wordOrder: "little" },
  { ...common, name: "total", table: "holding", address: 4, type: "uint64" },
  { ...common, name: "level", table: "input", address: 2, type: "int16" },
  { ...common, name: "power", table: "input", address: 8, type: "int32", byteOrder: "little" },
  { ...common, name: "maker", table: "input", address: 20, type: "string", length: 5, kind: "string" },
  { ...common, name: "running", table: "coil", address: 3, type: "bit", kind: "boolean" },
  { ...common, name: "door", table: "discrete", address: 11, type: "bit", kind: "boolean" },
  { ...common, name: "beyond", table: "input", address: 500, type: "uint16" },
];
const values = {
  flow: 12.5,
  total: 5_000_000_000,
  level: -40,
  power: -123_456,
  maker: "ACME-7",
  running: true,
  door: true,
};

describe.skipIf(skip !== undefined)("against pymodbus", () => {
  test.each([
    ["socket", "tcp"],
    ["rtu", "rtu-over-tcp"],
  ] as const)("%s framing as %s", async (framing, transport) => {
    const folder = mkdtempSync(join(tmpdir(), "outstation-pymodbus-"));
    const peer = await startPymodbusPeer({ framing, points: points.slice(0, -1), values });
    const recorder = record(
      createModbusDriver(
        {
          ...{ id: "meter", device: "meter", driver: "modbus", transport, host: "127.0.0.1", port: peer.port },
          ...{ unitId: 1, pollMs: 250, points },
        },
        { dataDir: folder },
      ),
    );
    try {
      await recorder.until(() => points.every(({ name }) => recorder.latest(name) !== undefined));
      const read = Object.fromEntries(Object.keys(values).map((name) => [name, recorder.latest(name)?.value]));
      expect(read).toEqual(values);
      expect(recorder.latest("beyond")?.status).toEqual({
        protocol: "modbus",
        fault: "exception 2: illegal data address",
      });
      expect(peer.writes()).toBe(0);
    } finally {
      await recorder.stop();
      await peer.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
