import { expect, test } from "vitest";
import { boundaryBefore, differenceReading, intervalsBetween } from "./intervals";
import type { ModbusPoint } from "./plan";

// Promise: every quarter of an hour of the year is there once, on the nights the clocks change too.

const QUARTER_MS = 15 * 60_000;
const berlin = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Berlin",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "shortOffset",
});
const onTheWall = (instant: number) => berlin.format(instant);

/** Every quarter that ends within the day of Berlin, which has 23, 24 or 25 hours. */
function quartersOf(day: string, fromUtc: string, untilUtc: string) {
  const quarters = intervalsBetween(Date.parse(fromUtc), Date.parse(untilUtc), QUARTER_MS);
  for (const { start } of quarters) expect(onTheWall(start).slice(0, 10)).toBe(day);
  expect(onTheWall(Date.parse(fromUtc)).slice(11, 19)).toBe("00:00:00");
  expect(onTheWall(Date.parse(untilUtc)).slice(11, 19)).toBe("00:00:00");
  return quarters;
}

test("the night clocks go forward has 92 quarters, none between two and three", () => {
  const quarters = quartersOf("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
  expect(quarters).toHaveLength(92);
  const starts = quarters.map(({ start }) => onTheWall(start).slice(11, 16));
  expect(starts.filter((time) => time.startsWith("02"))).toEqual([]);
  expect(starts.slice(7, 9)).toEqual(["01:45", "03:00"]);
  expect(new Set(starts).size).toBe(92);
});

test("the night clocks go back has 100 quarters, those between two and three twice, an hour apart", () => {
  const quarters = quartersOf("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
  expect(quarters).toHaveLength(100);
  const twice = quarters.filter(({ start }) => onTheWall(start).slice(11, 16) === "02:15");
  expect(twice.map(({ start }) => onTheWall(start).slice(-5))).toEqual(["GMT+2", "GMT+1"]);
  expect((twice[1]?.start ?? 0) - (twice[0]?.start ?? 0)).toBe(3_600_000);
});

test("quarters follow one another without a hole", () => {
  const all = intervalsBetween(Date.parse("2026-10-24T00:00Z"), Date.parse("2026-10-27T00:00Z"), QUARTER_MS);
  all.forEach(({ start, end }, index) => {
    expect(end - start).toBe(QUARTER_MS);
    if (index > 0) expect(start).toBe(all[index - 1]?.end);
  });
});

test.each(["Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"])(
  "a quarter begins when a quarter begins on the wall in %s, all year",
  (timeZone) => {
    const minute = new Intl.DateTimeFormat("en-GB", { timeZone, minute: "2-digit", second: "2-digit" });
    for (let day = 0; day < 366; day++) {
      const at = boundaryBefore(Date.UTC(2026, 0, 1, 3, 7, 11) + day * 86_400_000, QUARTER_MS);
      expect(Number(minute.format(at).split(":")[0]) % 15).toBe(0);
    }
  },
);

const counter: ModbusPoint = {
  name: "energy",
  kind: "number",
  table: "input",
  address: 0,
  type: "uint32",
  wordOrder: "big",
  scale: 0.1,
};
const interval = { start: 0, end: QUARTER_MS };
const moved = (before: number | undefined, value: unknown) =>
  differenceReading({ point: counter, value, fault: null }, interval, before);

test("a counter's interval is what it moved, over its end too; a counter that was reset has no value", () => {
  expect(moved(100, 130)).toMatchObject({
    value: 30,
    sourceTime: QUARTER_MS,
    context: { counter_from: 100, counter_to: 130 },
  });
  expect(moved(2 ** 32 - 10, 5)).toMatchObject({ value: 15 });
  expect(moved(5000, 20)).toMatchObject({ value: null, context: { missing: "the counter went back" } });
  expect(moved(undefined, 20)).toMatchObject({ value: null, status: { fault: "interval missing" } });
});
