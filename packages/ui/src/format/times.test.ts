import { expect, test } from "vitest";
import { ago, clockTime, duration, fullTime, pointInTime, zoneLabel } from "./times";

const at = Date.UTC(2025, 6, 14, 12, 3, 21);

test("a time is told in the site's zone, not the reader's", () => {
  expect(clockTime(at, "Europe/Berlin")).toBe("14:03:21");
  expect(clockTime(at, "America/Chicago")).toBe("07:03:21");
  expect(fullTime(at, "Asia/Tokyo")).toBe("14 Jul 2025, 21:03:21");
});

test("midnight is 00, not 24", () => {
  expect(clockTime(Date.UTC(2025, 0, 1), "UTC")).toBe("00:00:00");
});

test("the date is named when it is not today in that zone", () => {
  expect(pointInTime(at, at + 2000, "Europe/Berlin")).toBe("14:03:21");
  const lateEvening = Date.UTC(2025, 6, 14, 21, 59, 59);
  expect(pointInTime(lateEvening, lateEvening + 5000, "Europe/Berlin")).toBe("14 Jul 23:59:59");
  expect(pointInTime(at, at + 365 * 86_400_000, "UTC")).toBe("14 Jul 12:03:21");
});

test("the age is rounded down to one unit", () => {
  expect(ago(at, at + 999)).toBe("now");
  expect(ago(at, at + 2000)).toBe("2 s ago");
  expect(ago(at, at + 59_999)).toBe("59 s ago");
  expect(ago(at, at + 60_000)).toBe("1 min ago");
  expect(ago(at, at + 3 * 86_400_000)).toBe("3 d ago");
});

test("a source whose clock is ahead is said to be ahead", () => {
  expect(ago(at + 5000, at)).toBe("in 5 s");
});

test("durations below a second are zero seconds", () => {
  expect(duration(400)).toBe("0 s");
});

test("the zone carries its offset at that moment, summer time included", () => {
  expect(zoneLabel(at, "Europe/Berlin")).toBe("Europe/Berlin (UTC+2)");
  expect(zoneLabel(Date.UTC(2025, 0, 1), "Europe/Berlin")).toBe("Europe/Berlin (UTC+1)");
  expect(zoneLabel(at, "UTC")).toBe("UTC");
});
