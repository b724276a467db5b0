import { manualClock } from "@outstation/kit/clock";
import { expect, test } from "vitest";
import type { RawReading, SourceStatus } from "../drivers/driver";
import { createNormaliser, NO_COMMUNICATION } from "./normaliser";

// Promise: a reading says what the source said, with the source's time and status; silence means a fault, never a stale value.

const noon = Date.UTC(2026, 10, 24, 12);
const opcua = (code = 0): SourceStatus => ({ protocol: "opcua", code });
const modbus = (fault: string | null = null): SourceStatus => ({ protocol: "modbus", fault });
const raw = (point: string, value: unknown, status = opcua(), sourceTime: number | null = noon - 40): RawReading => ({
  point,
  value,
  sourceTime,
  status,
});

function normaliser() {
  const clock = manualClock(noon);
  const points = [
    { name: "speed", kind: "number" as const },
    { name: "energy", kind: "number" as const, scale: 0.1 },
    { name: "running", kind: "boolean" as const },
    { name: "batch", kind: "string" as const },
  ];
  return { clock, ...createNormaliser({ points, heartbeatMs: 10_000, clock }) };
}

test("a value keeps its source's time, and the poll's time where the source has none", () => {
  const { accept } = normaliser();
  expect(accept([raw("speed", 420.5)])).toEqual([
    { point: "speed", value: 420.5, measuredAt: noon - 40, quality: "good" },
  ]);
  expect(accept([raw("energy", 3, modbus(), null)])).toEqual([
    { point: "energy", value: 0.3, measuredAt: noon, quality: "good" },
  ]);
});

test("an unchanged value is not reported again; a changed quality is", () => {
  const { accept } = normaliser();
  accept([raw("speed", 1)]);
  expect(accept([raw("speed", 1, opcua(), noon)])).toEqual([]);
  expect(accept([raw("speed", 1, opcua(0x40900000), noon)])).toEqual([
    { point: "speed", value: 1, measuredAt: noon, quality: "uncertain", status: "0x40900000" },
  ]);
  expect(accept([raw("speed", 1, opcua(0x808c0000), noon)])).toMatchObject([{ quality: "bad", status: "0x808C0000" }]);
  expect(accept([raw("speed", 1)])).toMatchObject([{ quality: "good" }]);
});

test.each([
  [0x00000000, "good", undefined],
  [0x00a20000, "good", "0x00A20000"],
  [0x408f0000, "uncertain", "0x408F0000"],
  [0x80000000, "bad", "0x80000000"],
  [0xc0000000, "bad", "0xC0000000"],
])("OPC UA status %i is %s", (code, quality, status) => {
  expect(normaliser().accept([raw("speed", 1, opcua(code))])[0]).toMatchObject({
    quality,
    ...(status ? { status } : {}),
  });
});

test.each([
  [{ fault: true }, 7, null, "bad", "fault, reliability 7"],
  [{ outOfService: true }, 0, null, "uncertain", "out-of-service"],
  [{ overridden: true }, 0, null, "uncertain", "overridden"],
  [{}, 0, "error class 1 code 31", "bad", "error class 1 code 31"],
])("BACnet flags %o, reliability %i, error %s", (flags, reliability, error, quality, status) => {
  const all = { fault: false, overridden: false, outOfService: false, ...flags };
  const said: SourceStatus = { protocol: "bacnet", flags: all, reliability, error };
  expect(normaliser().accept([raw("speed", 1, said)])[0]).toMatchObject({ quality, status });
});

test("a Modbus exception is bad, without a value, in its own words", () => {
  expect(normaliser().accept([raw("energy", null, modbus("exception 2: illegal data address"), null)])).toEqual([
    { point: "energy", value: null, measuredAt: noon, quality: "bad", status: "exception 2: illegal data address" },
  ]);
});

test.each([
  ["speed", true, { value: 1 }],
  ["running", 0, { value: false }],
  ["batch", 17, { value: "17" }],
  ["batch", new Date(noon), { value: "2026-11-24T12:00:00.000Z" }],
  ["speed", Number.NaN, { value: null, quality: "bad", status: "NaN is no finite number" }],
  ["speed", "fast", { value: null, quality: "bad", status: "a string is no number" }],
  ["speed", [1, 2], { value: null, quality: "bad" }],
  ["batch", { text: "x" }, { value: null, quality: "bad", status: "a structure is no text" }],
  ["batch", "x".repeat(5000), { value: null, quality: "bad" }],
])("%s takes %o", (point, value, expected) => {
  expect(normaliser().accept([raw(point, value)])).toMatchObject([{ point, ...expected }]);
});

test("a source whose clock was never set gets the gateway's time, and the reading says so", () => {
  const [reading] = normaliser().accept([raw("speed", 1, opcua(), Date.UTC(1970, 0, 1))]);
  expect(reading).toMatchObject({ measuredAt: noon, context: { measured_at_from: "gateway" } });
});

test("a point that did not change is reported again after the heartbeat, at the time of the check", () => {
  const { clock, accept, sourceIs, heartbeat } = normaliser();
  sourceIs("connected");
  accept([raw("speed", 5, opcua(0x408f0000))]);
  clock.advance(9999);
  expect(heartbeat()).toEqual([]);
  clock.advance(1);
  const again = { point: "speed", value: 5, measuredAt: noon + 10_000, quality: "uncertain", status: "0x408F0000" };
  expect(heartbeat()).toEqual([again]);
  expect(heartbeat()).toEqual([]);
});

test("a lost source makes its points bad at once and then keeps silent until it is back", () => {
  const { clock, accept, sourceIs, heartbeat } = normaliser();
  sourceIs("connecting");
  sourceIs("connected");
  accept([raw("speed", 5), raw("running", true)]);
  clock.advance(2000);
  const lost = { value: null, measuredAt: noon + 2000, quality: "bad", status: NO_COMMUNICATION };
  expect(sourceIs("failed")).toEqual([
    { point: "speed", ...lost },
    { point: "running", ...lost },
  ]);
  expect(sourceIs("connecting")).toEqual([]);
  clock.advance(60_000);
  expect(heartbeat()).toEqual([]);
  expect(sourceIs("connected")).toEqual([]);
  expect(accept([raw("speed", 5, opcua(), noon + 62_000)])).toEqual([
    { point: "speed", value: 5, measuredAt: noon + 62_000, quality: "good" },
  ]);
});

test("a point that the package does not name is not reported", () => {
  expect(normaliser().accept([raw("secret", 1)])).toEqual([]);
});

test("a record stands for itself: like the last, it is reported; it is neither repeated nor untrue once its source is lost", () => {
  const { accept, sourceIs, heartbeat, clock } = normaliser();
  sourceIs("connected");
  const record = (sourceTime: number): RawReading => ({
    ...raw("energy", 30, modbus(), sourceTime),
    isRecord: true,
    context: { interval_end: "12:00" },
  });
  const said = { point: "energy", value: 3, quality: "good", context: { interval_end: "12:00" } };
  expect(accept([record(noon), record(noon + 900_000)])).toEqual([
    { ...said, measuredAt: noon },
    { ...said, measuredAt: noon + 900_000 },
  ]);
  clock.advance(60_000);
  expect(heartbeat()).toEqual([]);
  expect(sourceIs("failed")).toEqual([]);
});
