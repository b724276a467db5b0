import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { systemClock as clock } from "@outstation/kit/clock";
import { createPowerMeter } from "@outstation/local/hardware/machines/power-meter";
import { startModbusMeter } from "@outstation/local/hardware/modbus/meter";
import { freePorts } from "@outstation/local/ports";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../../prisma/seed/demo-fleet";
import { record } from "../driver-recorder";
import { createModbusDriver } from "./driver";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a meter's registers become values; what the meter refuses is bad in its own words; a meter that comes back is read again.

const sourceOf = (found: ReturnType<typeof demoFleet>[number]["edgePackage"]["sources"]): ModbusSource => {
  const source = found.find(({ driver }) => driver === "modbus");
  if (source?.driver !== "modbus") throw new Error("the demo fleet has no meter");
  return { ...source, pollMs: 250 };
};
const machine = createPowerMeter({ startedAt: clock.now(), powerKw: () => 61.5, meanKw: 60 });
const started: { stop(): Promise<void> }[] = [];
let sources: ModbusSource[];
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-modbus-"));
  sources = demoFleet(await freePorts()).map(({ edgePackage }) => sourceOf(edgePackage.sources));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function meter(source: ModbusSource) {
  const running = await startModbusMeter({ source, machine, clock });
  started.push(running);
  return running;
}
function gateway(source: ModbusSource) {
  const recorder = record(createModbusDriver(source, { dataDir: folder }));
  started.push(recorder);
  return recorder;
}

test.each([0, 1])("every point of meter %i arrives with the value the meter shows", async (index) => {
  const source = sources[index];
  if (source === undefined) throw new Error("no such meter");
  await meter(source);
  const { until, latest, health } = gateway(source);
  await until(() => source.points.every(({ name }) => latest(name) !== undefined));
  expect(health.at(-1)).toEqual({ state: "connected" });
  for (const { name, scale } of source.points) {
    const reading = latest(name);
    expect(reading?.status).toEqual({ protocol: "modbus", fault: null });
    // The meter moves a little between the poll and now.
    expect(Number(reading?.value) * scale).toBeCloseTo(Number(machine.read(name).value), 0);
  }
  expect(latest("active_power")?.value).toBe(61.5);
});

test("a register the meter does not have is bad by its exception; its neighbours are good", async () => {
  const [source] = sources;
  if (source === undefined) throw new Error("no meter");
  await meter(source);
  const [known] = source.points;
  if (known === undefined) throw new Error("no point");
  const missing = { ...known, name: "missing", address: 19 };
  const { until, latest, health } = gateway({ ...source, points: [...source.points, missing] });
  await until(() => latest("missing") !== undefined && latest("frequency") !== undefined);
  expect(latest("missing")).toMatchObject({
    value: null,
    status: { protocol: "modbus", fault: "exception 2: illegal data address" },
  });
  expect(latest("frequency")?.status).toEqual({ protocol: "modbus", fault: null });
  expect(health.at(-1)).toEqual({ state: "connected", detail: "exception 2: illegal data address" });
});

test("a meter that was away is read again", async () => {
  const [source] = sources;
  if (source === undefined) throw new Error("no meter");
  const first = await meter(source);
  const { until, readings, state, health } = gateway(source);
  await until(() => state() === "connected" && readings.length > 0);
  await first.stop();
  await until(() => state() === "failed");
  expect(health.at(-1)?.detail).toContain(`127.0.0.1:${source.port} unit ${source.unitId}`);
  const before = readings.length;
  await meter(source);
  await until(() => state() === "connected" && readings.length > before);
});

test("another unit on the line does not answer for ours", async () => {
  const [source] = sources;
  if (source === undefined) throw new Error("no meter");
  await meter(source);
  const { until, readings, state } = gateway({ ...source, unitId: 99, answerMs: 200 });
  await until(() => state() === "failed");
  expect(readings).toEqual([]);
});
