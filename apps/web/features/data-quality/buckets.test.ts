import { expect, test } from "vitest";
import { percentOf, percentText, toBuckets } from "./buckets";
import { periodOf, rangeOf } from "./periods";

const HOUR = 3_600_000;
const at = (hour: number) => Date.UTC(2026, 10, 24, hour);
const hour = (index: number, received: number, missing = 0) => ({
  ...{ hour: at(index), received, missing, carried: received },
});

test("hours without anything are there, empty", () => {
  const buckets = toBuckets([hour(1, 5), hour(3, 7, 2)], { from: at(0), to: at(4) }, "hour", "UTC");
  expect(buckets.map(({ from, received, missing }) => [(from - at(0)) / HOUR, received, missing])).toEqual([
    [0, 0, 0],
    [1, 5, 0],
    [2, 0, 0],
    [3, 7, 2],
  ]);
});

test("days are those of the site, also the one on which the clocks change", () => {
  const range = { from: Date.UTC(2026, 9, 24, 0), to: Date.UTC(2026, 9, 27, 0) };
  const hours = Array.from({ length: 72 }, (_, index) => ({
    ...{ hour: range.from + index * HOUR, received: 1, missing: 0, carried: 1 },
  }));
  // Amsterdam is two hours ahead until 25 October 2026, 01:00 UTC, and one hour after.
  const days = toBuckets(hours, range, "day", "Europe/Amsterdam");
  expect(days.map(({ received }) => received)).toEqual([22, 25, 24, 1]);
  expect(days.reduce((sum, { received }) => sum + received, 0)).toBe(72);
});

test("only what is complete reads 100", () => {
  expect(percentText(percentOf({ received: 10, missing: 0 }))).toBe("100 %");
  expect(percentText(percentOf({ received: 999_999, missing: 1 }))).toBe("99.99 %");
  expect(percentText(percentOf({ received: 2, missing: 1 }))).toBe("66.66 %");
  expect(percentText(percentOf({ received: 0, missing: 4 }))).toBe("0.00 %");
  expect(percentText(percentOf({ received: 0, missing: 0 }))).toBe("–");
});

test("a range is the same all hour long, and an unknown period is a week", () => {
  expect(rangeOf(periodOf("24h"), at(6) + 1)).toEqual(rangeOf(periodOf("24h"), at(7)));
  expect(periodOf("no such")).toMatchObject({ value: "7d" });
});
