import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { systemClock as clock } from "@outstation/kit/clock";
import { good, type Machine } from "@outstation/local/hardware/machines/machine";
import { type ModbusMeter, startModbusMeter } from "@outstation/local/hardware/modbus/meter";
import { freePorts } from "@outstation/local/ports";
import { driverContract } from "../driver-contract";
import { createModbusDriver } from "./driver";

// The simulated meter speaks through modbus-serial, another implementation than our own client.

driverContract("Modbus TCP", async () => {
  const folder = mkdtempSync(join(tmpdir(), "outstation-modbus-contract-"));
  const { acmeModbus: port } = await freePorts();
  const shown = { power: 61, running: true, serial: "PM-0042", energy: 5_000_000_000 };
  const machine: Machine = {
    advance: () => {},
    read: (point) => good(shown[point as keyof typeof shown]),
    write: () => false,
  };
  const source: ModbusSource = {
    id: "meter",
    device: "meter",
    driver: "modbus",
    host: "127.0.0.1",
    port,
    unitId: 3,
    pollMs: 250,
    points: [
      { name: "power", kind: "number", table: "input", address: 10, type: "float32", wordOrder: "little", scale: 1 },
      { name: "energy", kind: "number", table: "input", address: 14, type: "uint64", wordOrder: "big", scale: 1 },
      { name: "running", kind: "boolean", table: "discrete", address: 7, type: "bit", wordOrder: "big", scale: 1 },
      {
        name: "serial",
        kind: "string",
        table: "holding",
        address: 40,
        type: "string",
        length: 6,
        wordOrder: "big",
        scale: 1,
      },
    ],
  };
  let meter: ModbusMeter | null = null;
  let writes = 0;
  return {
    points: source.points.map(({ name }) => name),
    driver: () => createModbusDriver(source, { dataDir: folder }),
    async start() {
      meter = await startModbusMeter({ source, machine, clock });
    },
    async stop() {
      writes += meter?.writes() ?? 0;
      await meter?.stop();
      meter = null;
    },
    change() {
      shown.power += 1;
      const expected = shown.power;
      return { point: "power", is: (reading) => reading.value === expected };
    },
    writes: () => writes + (meter?.writes() ?? 0),
    links: () => meter?.links() ?? 0,
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
