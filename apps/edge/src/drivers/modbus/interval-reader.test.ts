import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { manualClock } from "@outstation/kit/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RawReading } from "../driver";
import { createIntervalReader } from "./interval-reader";
import type { Answer } from "./pdu";

// Promise: each finished interval is reported once, as a value or as missing, whatever happened in between.

const QUARTER_MS = 15 * 60_000;
const start = Date.parse("2026-10-24T23:50:00Z");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-intervals-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const point = { kind: "number", table: "input", type: "uint32", wordOrder: "big", scale: 1 } as const;
const source: ModbusSource = {
  id: "meter/main",
  device: "meter",
  driver: "modbus",
  host: "127.0.0.1",
  port: 502,
  unitId: 1,
  pollMs: 1000,
  points: [
    { ...point, name: "energy_15m", address: 0, interval: "difference" },
    { ...point, name: "demand_15m", address: 2, interval: "latched" },
  ],
};

async function meter({ now = start, counter = 1000 } = {}) {
  const clock = manualClock(now);
  const state = { counter, latched: 7 };
  const readings: RawReading[] = [];
  const stored = { fails: false };
  const open = () =>
    createIntervalReader({
      source,
      dataDir: folder,
      clock,
      signal: new AbortController().signal,
      events: {
        onHealth: () => {},
        onReadings: (more) => readings.push(...more),
        stored: async () => {
          if (stored.fails) throw new Error("the process dies here");
        },
      },
      read: async ({ address, length }): Promise<Answer> => ({
        values: [0, state.counter, 0, state.latched].slice(address, address + length),
      }),
    });
  const reader = await open();
  if (reader === null) throw new Error("no intervals");
  return { clock, state, readings, stored, reader, reopen: open };
}
const shown = (readings: readonly RawReading[], name: string) =>
  readings
    .filter((reading) => reading.point === name)
    .map(({ value, sourceTime, context }) => [
      value,
      new Date(sourceTime ?? 0).toISOString().slice(11, 16),
      context?.missing,
    ]);

test("the quarter in which the gateway began is missing; then each has what the counter moved, through the night of the change", async () => {
  const { clock, state, readings, reader } = await meter();
  await reader.look(true);
  expect(readings).toEqual([]);
  expect(reader.dueInMs()).toBe(10 * 60_000);
  clock.advance(10 * 60_000);
  for (let quarter = 0; quarter < 12; quarter++) {
    await reader.look(true);
    clock.advance(11_000);
    await reader.look(true);
    state.counter += 25;
    clock.advance(QUARTER_MS - 11_000);
  }
  const energy = shown(readings, "energy_15m");
  expect(energy[0]).toEqual([null, "00:00", "the counter was not read at the beginning"]);
  expect(energy.slice(1)).toHaveLength(11);
  for (const [value] of energy.slice(1)) expect(value).toBe(25);
  expect(shown(readings, "demand_15m")).toHaveLength(12);
  expect(new Set(energy.map(([, end]) => end)).size).toBe(12);
});

test("what nobody read is missing, quarter by quarter, and the counter begins anew after it", async () => {
  const { clock, state, readings, reader } = await meter({ now: Date.parse("2026-11-24T10:00:05Z") });
  await reader.look(true);
  clock.advance(QUARTER_MS - 5000);
  await reader.look(true);
  readings.length = 0;
  clock.advance(3 * QUARTER_MS + 60_000);
  state.counter += 90;
  await reader.look(false);
  await reader.look(true);
  expect(shown(readings, "energy_15m")).toEqual([
    [null, "10:30", "the meter was not reached in time"],
    [null, "10:45", "the meter was not reached in time"],
    [null, "11:00", "the meter was not reached in time"],
  ]);
  // The latched register still holds the newest one.
  expect(shown(readings, "demand_15m").at(-1)).toEqual([7, "11:00", undefined]);
  clock.advance(14 * 60_000);
  await reader.look(true);
  expect(shown(readings, "energy_15m").at(-1)).toEqual([null, "11:15", "the counter was not read at the beginning"]);
  clock.advance(QUARTER_MS);
  state.counter += 40;
  await reader.look(true);
  expect(shown(readings, "energy_15m").at(-1)).toEqual([40, "11:30", undefined]);
});

test("a crash before the readings were stored has them handed over again, unchanged", async () => {
  const { clock, readings, reader, stored, reopen } = await meter({ now: Date.parse("2026-11-24T10:00:05Z") });
  await reader.look(true);
  clock.advance(QUARTER_MS);
  stored.fails = true;
  await reader.look(true);
  const before = [...readings];
  expect(before).not.toEqual([]);
  stored.fails = false;
  readings.length = 0;
  clock.advance(QUARTER_MS / 2);
  await reopen();
  expect(readings).toEqual(JSON.parse(JSON.stringify(before)));
  const handedOverAgain = async () => {
    readings.length = 0;
    await reopen();
    return readings.length;
  };
  await expect.poll(handedOverAgain).toBe(0);
});
