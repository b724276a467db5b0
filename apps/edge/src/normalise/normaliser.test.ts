import type { Deadband } from "@outstation/contracts/edge/reporting";
import { manualClock } from "@outstation/kit/clock";
import { expect, test } from "vitest";
import type { RawReading, SourceStatus } from "../drivers/driver";
import { createNormaliser, LAST_USABLE_VALUE, NO_COMMUNICATION, type NormaliserPoint } from "./normaliser";

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

function pointOf(extra: Partial<NormaliserPoint>) {
  const clock = manualClock(noon);
  const spec: NormaliserPoint = { name: "p", kind: "number", ...extra };
  const line = createNormaliser({ points: [spec], heartbeatMs: 3_600_000, clock, elapsed: clock });
  line.sourceIs("connected");
  const take = (...values: readonly (readonly [value: unknown, at: number])[]) =>
    line.accept(values.map(([value, at]) => raw("p", value, opcua(), noon + at))).map(({ value }) => value);
  return { clock, line, take };
}

test("scale, offset and unit in that order; what was not touched keeps all its digits", () => {
  expect(pointOf({ scale: 0.1, offset: -40, sourceUnit: "[degF]", unit: "Cel" }).take([720, 0])).toEqual([0]);
  expect(pointOf({ sourceUnit: "bar", unit: "kPa" }).take([1.013, 0])).toEqual([101.3]);
  expect(pointOf({ sourceUnit: "Cel", unit: "Cel" }).take([0.1 + 0.2, 0])).toEqual([0.1 + 0.2]);
});

test("a unit that cannot be converted makes the point bad, in words, and never a wrong number", () => {
  const { line } = pointOf({ sourceUnit: "bar", unit: "Cel" });
  expect(line.accept([raw("p", 1)])).toMatchObject([
    { value: null, quality: "bad", status: "bar cannot be converted to Cel: they measure different things" },
  ]);
});

test.each<[Deadband, number[], number[]]>([
  [{ kind: "absolute", value: 2 }, [10, 11, 12, 12.5, 9, 10.5], [10, 12.5, 9]],
  [{ kind: "percent", value: 10 }, [100, 105, 110, 111, 123, 99], [100, 111, 123, 99]],
  [{ kind: "percent", value: 1, range: [0, 200] }, [0, 1, 2, 2.5, 5], [0, 2.5, 5]],
])("deadband %o is measured from the value last told", (deadband, values, told) => {
  const { take } = pointOf({ deadband });
  expect(values.flatMap((value, index) => take([value, index]))).toEqual(told);
});

test("a deadband never hides a change of quality, nor applies to a value that is none", () => {
  const { line, take } = pointOf({ deadband: { kind: "absolute", value: 5 } });
  take([10, 0]);
  expect(line.accept([raw("p", 11, opcua(0x40900000))])).toMatchObject([{ value: 11, quality: "uncertain" }]);
  expect(line.accept([raw("p", Number.NaN)])).toMatchObject([{ value: null, quality: "bad" }]);
  expect(take([10, 5])).toEqual([10]);
});

test("no two readings closer than the interval by the source's time; the newest is told when it is over", () => {
  const { clock, line, take } = pointOf({ minIntervalMs: 1000 });
  expect(take([1, 0], [2, 400], [3, 800])).toEqual([1]);
  clock.advance(999);
  expect(line.heartbeat()).toEqual([]);
  clock.advance(1);
  expect(line.heartbeat()).toMatchObject([{ value: 3, measuredAt: noon + 800 }]);
  expect(take([4, 1700], [5, 1900])).toEqual([5]);
});

test("what came together after an outage is thinned as it would have been", () => {
  const { take } = pointOf({ minIntervalMs: 1000 });
  const second = Array.from({ length: 31 }, (_, index) => [index, index * 100] as const);
  expect(take(...second)).toEqual([0, 10, 20, 30]);
});

test("a value that came and went within the interval leaves nothing wrong behind", () => {
  const { clock, line, take } = pointOf({ minIntervalMs: 1000 });
  expect(take([1, 0], [9, 200], [1, 400])).toEqual([1]);
  clock.advance(1000);
  expect(line.heartbeat()).toEqual([]);
});

test("what is held goes out before the source is said to be lost", () => {
  const { line, take } = pointOf({ minIntervalMs: 1000 });
  take([1, 0], [2, 400]);
  expect(line.sourceIs("failed").map(({ value, quality }) => [value, quality])).toEqual([
    [2, "good"],
    [null, "bad"],
  ]);
});

test("a point that reports every value tells equal ones; a record of the source stands for itself", () => {
  const { clock, line, take } = pointOf({ report: "every" });
  expect(take([5, 0], [5, 900_000])).toEqual([5, 5]);
  const interval = { ...raw("p", 5, opcua(), noon + 1_800_000), isRecord: true as const, context: { interval_s: 900 } };
  expect(line.accept([interval, interval])).toEqual([
    { point: "p", value: 5, measuredAt: noon + 1_800_000, quality: "good", context: { interval_s: 900 } },
    { point: "p", value: 5, measuredAt: noon + 1_800_000, quality: "good", context: { interval_s: 900 } },
  ]);
  clock.advance(3_600_000);
  expect(line.heartbeat()).toMatchObject([{ measuredAt: noon + 3_600_000 }]);
});

test("a point that stopped while its source is connected is told as uncertain once, and is good again when it speaks", () => {
  const { clock, line, take } = pointOf({ silentAfterMs: 30_000 });
  take([7, 0]);
  clock.advance(30_000);
  expect(line.heartbeat()).toEqual([]);
  clock.advance(1);
  const silent = { point: "p", value: 7, measuredAt: noon + 30_001, quality: "uncertain", status: LAST_USABLE_VALUE };
  expect(line.heartbeat()).toEqual([silent]);
  expect(line.heartbeat()).toEqual([]);
  expect(line.silent()).toEqual([{ point: "p", since: noon }]);
  clock.advance(3_600_000);
  expect(line.heartbeat()).toMatchObject([{ value: 7, quality: "uncertain" }]);
  expect(line.accept([raw("p", 7, opcua(), clock.now())])).toMatchObject([{ value: 7, quality: "good" }]);
  expect(line.silent()).toEqual([]);
});
