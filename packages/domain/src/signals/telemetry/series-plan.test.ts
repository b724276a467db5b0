import { expect, test } from "vitest";
import { assertReadable, assertWithinLimits, LIMITS, planSeries } from "./series-plan";

const NOON = Date.UTC(2026, 10, 24, 12);
const DAY = 86_400_000;
const last = (ms: number) => ({ from: NOON + 1234 - ms, to: NOON + 1234 });

test.each([
  ["an hour", DAY / 24, 500, "readings", 7200],
  ["eight hours", DAY / 3, 500, "readings", 57_600],
  ["a day", DAY, 500, "minutes", 180_000],
  ["a month", 30 * DAY, 500, "hours", 2 * 3_600_000],
  ["a year", 365 * DAY, 500, "hours", 18 * 3_600_000],
  ["five years", 5 * 365 * DAY, 500, "days", 4 * DAY],
])("%s is answered from what is as coarse as its pixels", (_what, ms, buckets, level, bucketMs) => {
  const plan = planSeries(last(ms), buckets);
  expect(plan).toMatchObject({ level, bucketMs });
  expect((plan.to - plan.from) / plan.bucketMs).toBeLessThanOrEqual(buckets + 1);
});

test("buckets that come from rollups lie on the clock and are whole", () => {
  const { from, to, bucketMs } = planSeries(last(DAY), 500);
  expect([from % bucketMs, to % bucketMs]).toEqual([0, 0]);
  expect(from).toBeLessThanOrEqual(last(DAY).from);
  expect(to).toBeGreaterThanOrEqual(last(DAY).to);
});

test("a level can be asked for at the least", () => {
  expect(planSeries(last(DAY), 500, "hours")).toMatchObject({ level: "hours", bucketMs: 3_600_000 });
});

test.each([
  ["series.range_invalid", () => assertWithinLimits({ from: 5, to: 5 }, 1, 1)],
  ["series.range_too_wide", () => assertWithinLimits({ from: 0, to: 4000 * DAY }, 1, 1)],
  ["series.too_many_points", () => assertWithinLimits(last(DAY), LIMITS.points + 1, 1)],
  ["series.too_many_buckets", () => assertWithinLimits(last(DAY), 50, 1001)],
  ["series.too_many_readings", () => assertReadable(LIMITS.readings + 1)],
])("%s names what was asked and the limit", (code, ask) => {
  expect(ask).toThrowError(expect.objectContaining({ code }));
  if (code !== "series.range_invalid") expect(ask).toThrowError(/\d.*limit is \d+/);
});

test("at the limit it is allowed", () => {
  assertWithinLimits({ from: 0, to: LIMITS.rangeDays * DAY }, LIMITS.points, 1000);
  assertReadable(LIMITS.readings);
});
