import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { systemClock as clock } from "@outstation/kit/clock";
import { good, type Machine } from "@outstation/local/hardware/machines/machine";
import { openPtyPair, type PtyPair, whyNoPtyPair } from "@outstation/local/hardware/modbus/pty-pair";
import { startSerialMeter } from "@outstation/local/hardware/modbus/serial-meter";
import { SerialPort } from "serialport";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { record } from "../driver-recorder";
import { createModbusDriver } from "./driver";

// Processes and sockets take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a slave on a serial line is read like one on the network, directly and through a converter, beside others.
// The slave is modbus-serial's, another implementation than our own client.

const skip = whyNoPtyPair();
if (skip !== null) console.warn(`Modbus RTU: skipped: ${skip}`);

describe.skipIf(skip !== null)("Modbus RTU", () => {
  let folder: string;
  let pair: PtyPair;
  const ends: (() => Promise<unknown>)[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "outstation-rtu-"));
    pair = await openPtyPair();
    ends.push(pair.stop);
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  const machine: Machine = {
    advance: () => {},
    read: (point) => good(point === "flow" ? 12.5 : 880),
    write: () => false,
  };
  const source: ModbusSource = {
    id: "meter",
    device: "meter",
    driver: "modbus",
    transport: "rtu",
    host: "",
    port: 502,
    unitId: 9,
    pollMs: 250,
    points: [
      { name: "flow", kind: "number", table: "holding", address: 0, type: "float32", wordOrder: "little", scale: 1 },
      { name: "level", kind: "number", table: "input", address: 4, type: "uint16", wordOrder: "big", scale: 1 },
      // A register that the slave does not have.
      { name: "missing", kind: "number", table: "input", address: 900, type: "uint16", wordOrder: "big", scale: 1 },
    ],
  };
  const serial = (path: string) => ({ path, baudRate: 115_200, parity: "none", dataBits: 8, stopBits: 1 }) as const;

  async function slave() {
    const points = source.points.slice(0, 2);
    const meter = await startSerialMeter({ path: pair.far, source: { unitId: 9, points }, machine, clock });
    ends.push(meter.stop);
    return meter;
  }
  function gateway(more: Partial<ModbusSource>) {
    const recorder = record(createModbusDriver({ ...source, ...more }, { dataDir: folder }));
    ends.push(recorder.stop);
    return recorder;
  }

  test("values and exceptions come over the line; two units of one line are asked in turn", async () => {
    const meter = await slave();
    const ours = gateway({ serial: serial(pair.near) });
    // Nobody answers for this one; its silences must not cost the other its answers.
    const absent = gateway({ id: "absent", unitId: 77, answerMs: 200, serial: serial(pair.near) });
    await ours.until(() => ["flow", "level", "missing"].every((name) => ours.latest(name) !== undefined));
    expect(ours.latest("flow")).toMatchObject({ value: 12.5, status: { fault: null } });
    expect(ours.latest("level")?.value).toBe(880);
    expect(ours.latest("missing")).toMatchObject({
      value: null,
      status: { fault: "exception 2: illegal data address" },
    });
    await absent.until(() => absent.state() === "failed");
    expect(absent.health.at(-1)?.detail).toBe(`${pair.near} unit 77: no answer`);
    const seen = ours.readings.length;
    await ours.until(() => ours.readings.length > seen && ours.latest("flow")?.value === 12.5);
    expect(absent.readings).toEqual([]);
    expect(meter.writes()).toBe(0);
  });

  test("the same slave behind a converter that passes the bytes on", async () => {
    await slave();
    const port = new SerialPort({ ...serial(pair.near), autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((reason) => (reason ? reject(reason) : resolve())));
    const converter = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.pipe(port, { end: false });
      port.pipe(socket);
    });
    await new Promise<void>((resolve) => converter.listen(0, "127.0.0.1", resolve));
    ends.push(
      () => new Promise((resolve) => port.close(() => resolve(undefined))),
      () => new Promise((resolve) => converter.close(() => resolve(undefined))),
    );
    const address = converter.address();
    if (typeof address !== "object" || address === null) throw new Error("the converter listens nowhere");
    const ours = gateway({ transport: "rtu-over-tcp", host: "127.0.0.1", port: address.port });
    await ours.until(() => ours.latest("flow") !== undefined && ours.latest("level") !== undefined);
    expect([ours.latest("flow")?.value, ours.latest("level")?.value]).toEqual([12.5, 880]);
    await ours.stop();
  });

  test("a port that does not exist is said in words", async () => {
    const ours = gateway({ serial: serial("/dev/none-such") });
    await ours.until(() => ours.state() === "failed");
    expect(ours.health.at(-1)?.detail).toMatch(/none-such/);
  });
});
