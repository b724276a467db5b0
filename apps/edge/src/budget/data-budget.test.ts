import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { manualClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startDataBudget } from "./data-budget";
import { monthOf } from "./month";
import { costsOf, STEPS, slowedDown } from "./steps";
import { createThinner, type Told } from "./thinner";

// Promise: a gateway does not use more than its budget in a month, whatever its readings really cost; what matters least waits
// first, and what waits is the newest.

const MINUTE = 60_000;
const DAY = 86_400_000;
const MONTH_BEGINS = Date.UTC(2026, 2, 1);
const logger = createLogger("test", "silent");
let dataDir: string;
const ends: (() => unknown)[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "outstation-budget-"));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

const points = (["high", "normal", "low"] as const).flatMap((priority) =>
  Array.from({ length: 10 }, (_, index) => ({
    ...{ name: `${priority}-${index}`, priority, table: "holding", address: index * 2, type: "float32" },
  })),
);
const packageOf = (bytesPerMonth?: number) =>
  EdgePackage.parse({
    ...{ version: 1, tenant: "acme", gateway: "gw-1", reporting: { batchMs: 1_000, heartbeatMs: 900_000 } },
    ...(bytesPerMonth === undefined ? {} : { budget: { bytesPerMonth } }),
    sources: [
      {
        ...{ id: "m", device: "meter-1", driver: "modbus", host: "127.0.0.1", unitId: 1, pollMs: 5_000 },
        points: points.map((point, index) => ({ ...point, address: index * 2 })),
      },
    ],
  });

function start(bytesPerMonth: number, clock = manualClock(MONTH_BEGINS)) {
  const handedOn: string[] = [];
  const world = { bytes: 0, paces: 0 };
  const edgePackage = packageOf(bytesPerMonth);
  const budget = startDataBudget({
    ...{ dataDir, clock, logger, bytes: () => world.bytes },
    onReadings: (_source, readings) => handedOn.push(...readings.map(({ point }) => point)),
    onPace: () => {
      world.paces += 1;
    },
  });
  ends.push(budget.stop);
  return { budget, clock, world, edgePackage, handedOn };
}

test.each([
  [Date.UTC(2026, 2, 15), 1, Date.UTC(2026, 2, 1), Date.UTC(2026, 3, 1)],
  [Date.UTC(2026, 0, 5), 10, Date.UTC(2025, 11, 10), Date.UTC(2026, 0, 10)],
  [Date.UTC(2026, 1, 28), 28, Date.UTC(2026, 1, 28), Date.UTC(2026, 2, 28)],
  [Date.UTC(2028, 1, 29, 23, 59), 1, Date.UTC(2028, 1, 1), Date.UTC(2028, 2, 1)],
])("the carrier's month of %d that begins on day %d", (now, day, since, until) => {
  expect(monthOf(now, day)).toEqual({ since, until });
});

test("each step costs less than the one before", () => {
  const costs = costsOf(packageOf(50_000_000)).map(({ wire }) => wire);
  for (const [index, cost] of costs.slice(1).entries()) expect(cost).toBeLessThan((costs[index] ?? 0) * 0.8);
});

test("at each step a point of a higher priority is told at least as often", () => {
  for (const { minIntervalMs } of STEPS) {
    expect(minIntervalMs.high).toBeLessThanOrEqual(minIntervalMs.normal);
    expect(minIntervalMs.normal).toBeLessThanOrEqual(minIntervalMs.low);
  }
});

// The model is held against real bytes elsewhere; here it may be wrong, as the values of a real line make it.
test.each([0.6, 1, 1.6])(
  "a month of readings that cost %d of what was foreseen stays within 50 MB, and uses it",
  async (real) => {
    const { budget, clock, world, edgePackage } = start(50_000_000);
    await budget.use(edgePackage);
    const costs = costsOf(edgePackage);
    const { until } = monthOf(clock.now(), 1);
    while (clock.now() < until - 5 * MINUTE) {
      clock.advance(5 * MINUTE);
      const step = budget.status().data?.step ?? 0;
      world.bytes += (costs[step]?.stream ?? 0) * real * 5 * MINUTE;
      budget.look();
    }
    const { data } = DeviceStatus.parse({ online: true, ...budget.status() });
    expect(data?.usedBytes).toBeLessThanOrEqual(50_000_000);
    expect(data?.usedBytes).toBeGreaterThan(30_000_000);
    // A pace is kept, not sought every hour.
    expect(world.paces).toBeLessThan(60);
  },
);

test("a budget that was used up by an outage's backlog leaves the slowest step, until the next month", async () => {
  const { budget, clock, world, edgePackage } = start(50_000_000);
  await budget.use(edgePackage);
  world.bytes += 60_000_000;
  clock.advance(MINUTE);
  budget.look();
  expect(budget.status().data?.step).toBe(STEPS.length - 1);
  expect(budget.slowed(edgePackage).reporting.batchMs).toBe(STEPS.at(-1)?.batchMs);
  clock.advance(31 * DAY);
  budget.look();
  expect(budget.status().data?.usedBytes).toBe(0);
});

test("the count of the month outlives a restart, and a file that cannot be read begins it anew", async () => {
  const first = start(50_000_000);
  await first.budget.use(first.edgePackage);
  first.world.bytes += 5_000_000;
  first.clock.advance(MINUTE);
  await first.budget.stop();
  const used = first.budget.status().data?.usedBytes ?? 0;
  expect(used).toBeGreaterThan(5_000_000);
  const second = start(50_000_000, manualClock(first.clock.now()));
  await second.budget.use(second.edgePackage);
  expect(second.budget.status().data?.usedBytes).toBe(used);
});

test("without a budget everything goes at once and nothing is said", async () => {
  const { budget, handedOn } = start(1_000_000);
  const edgePackage = packageOf();
  await budget.use(edgePackage);
  const source = sourceOf(edgePackage);
  budget.pass(source, [readingOf("low-1", 1), readingOf("low-1", 2)]);
  expect(handedOn).toEqual(["low-1", "low-1"]);
  expect(budget.status()).toEqual({});
  expect(budget.statusMs()).toBeUndefined();
});

test("a gateway that must save holds low points back, and hands the newest on when it may go faster", async () => {
  const { budget, clock, world, edgePackage, handedOn } = start(50_000_000);
  await budget.use(edgePackage);
  world.bytes += 60_000_000;
  clock.advance(MINUTE);
  budget.look();
  const source = sourceOf(edgePackage);
  for (const value of [1, 2, 3]) budget.pass(source, [readingOf("low-1", value)]);
  expect(handedOn).toEqual(["low-1"]);
  clock.advance(31 * DAY);
  budget.look();
  expect(handedOn).toEqual(["low-1", "low-1"]);
});

function sourceOf({ sources: [source] }: EdgePackage) {
  if (source === undefined) throw new Error("no source");
  return source;
}

const readingOf = (point: string, value: number, quality: Reading["quality"] = "good"): Reading => ({
  ...{ point, value, quality, measuredAt: MONTH_BEGINS + value },
});

test("of what comes too soon the newest waits its time; a change of quality does not wait", () => {
  const clock = manualClock(MONTH_BEGINS);
  const thinner = createThinner((priority) => (priority === "low" ? MINUTE : 0), clock);
  const low = (value: number, quality?: Reading["quality"]): Told => ({
    ...{ source: sourceOf(packageOf()), priority: "low", reading: readingOf("p", value, quality) },
  });
  const values = (told: readonly Told[]) => told.map(({ reading }) => reading.value);
  expect(values(thinner.pass([low(1), low(2), low(3)]))).toEqual([1]);
  expect(values(thinner.due())).toEqual([]);
  clock.advance(MINUTE);
  expect(values(thinner.due())).toEqual([3]);
  expect(values(thinner.due())).toEqual([]);
  expect(values(thinner.pass([low(4)]))).toEqual([]);
  // A history that is read at once.
  expect(values(thinner.pass([low(MINUTE + 3), low(MINUTE + 4), low(2 * MINUTE + 3)]))).toEqual([
    MINUTE + 3,
    2 * MINUTE + 3,
  ]);
  expect(values(thinner.pass([low(5, "bad")]))).toEqual([5]);
  const high: Told = { source: sourceOf(packageOf()), priority: "high", reading: readingOf("p", 6) };
  expect(values(thinner.pass([high, high]))).toEqual([6, 6]);
});

test("a slower step asks the model for what the thinner does", () => {
  const slow = slowedDown(packageOf(1_000_000), STEPS[2] as (typeof STEPS)[number]);
  const [source] = slow.sources;
  const intervals = new Set(source?.points.map(({ priority, minIntervalMs }) => `${priority} ${minIntervalMs}`));
  expect(intervals).toEqual(new Set(["high undefined", "normal 30000", "low 300000"]));
});
