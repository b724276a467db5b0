import { expect, test } from "vitest";
import { describeWindows, isOpen, MaintenanceWindows, nextOpening } from "./window";

// Promise: a site is changed only in the hours it gives, by the clock on its own wall, also in the two nights of the year in
// which that clock is moved.

const at = (text: string) => Date.parse(text);
const every = [1, 2, 3, 4, 5, 6, 7];
const amsterdam = (from: string, to: string, days = every) =>
  MaintenanceWindows.parse({ timeZone: "Europe/Amsterdam", windows: [{ days, from, to }] });
const open = (windows: MaintenanceWindows, ...instants: string[]) => instants.map((text) => isOpen(windows, at(text)));

test("open from its beginning, closed from its end on, on its days alone", () => {
  const night = amsterdam("02:00", "04:00", [2]);
  // 24 November 2026 is a Tuesday; the site is one hour ahead of UTC.
  expect(open(night, "2026-11-24T00:59:59.999Z", "2026-11-24T01:00:00Z", "2026-11-24T02:59:59.999Z")).toEqual([
    false,
    true,
    true,
  ]);
  expect(open(night, "2026-11-24T03:00:00Z", "2026-11-25T01:30:00Z")).toEqual([false, false]);
});

test("a window over midnight belongs to the day on which it begins", () => {
  const late = amsterdam("23:00", "01:00", [7]);
  expect(open(late, "2026-11-22T22:30:00Z", "2026-11-22T23:30:00Z", "2026-11-23T00:30:00Z")).toEqual([
    true,
    true,
    false,
  ]);
  expect(open(late, "2026-11-21T23:30:00Z", "2026-11-23T22:30:00Z")).toEqual([false, false]);
});

test("to summer time: the hour that is missing does not open; one that reaches beyond it does, when that time comes", () => {
  // On 29 March 2026 in Amsterdam the clock goes from 02:00 to 03:00, at 01:00 UTC.
  const missing = amsterdam("02:00", "03:00");
  expect(open(missing, "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z")).toEqual([
    false,
    false,
    false,
  ]);
  expect(nextOpening(missing, at("2026-03-29T00:00:00Z"))).toBe(at("2026-03-30T00:00:00Z"));
  const beyond = amsterdam("02:30", "03:30");
  expect(open(beyond, "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z")).toEqual([
    false,
    true,
    false,
  ]);
});

test("from summer time: the hour that comes twice is open twice, and the one after it once", () => {
  // On 25 October 2026 in Amsterdam the clock goes from 03:00 back to 02:00, at 01:00 UTC.
  const twice = amsterdam("02:00", "03:00");
  expect(open(twice, "2026-10-24T23:59:00Z", "2026-10-25T00:00:00Z", "2026-10-25T00:59:00Z")).toEqual([
    false,
    true,
    true,
  ]);
  expect(open(twice, "2026-10-25T01:00:00Z", "2026-10-25T01:59:00Z", "2026-10-25T02:00:00Z")).toEqual([
    true,
    true,
    false,
  ]);
  const after = amsterdam("03:00", "04:00");
  expect(nextOpening(after, at("2026-10-25T00:30:00Z"))).toBe(at("2026-10-25T02:00:00Z"));
});

test("half-hour changes and far zones are the zone's own affair", () => {
  // Lord Howe Island goes back by half an hour on 5 April 2026: 02:00 becomes 01:30, at 15:00 UTC of the day before.
  const island = MaintenanceWindows.parse({
    timeZone: "Australia/Lord_Howe",
    windows: [{ days: [7], from: "01:30", to: "02:00" }],
  });
  expect(open(island, "2026-04-04T14:29:00Z", "2026-04-04T14:30:00Z", "2026-04-04T15:15:00Z")).toEqual([
    false,
    true,
    true,
  ]);
  expect(open(island, "2026-04-04T15:30:00Z")).toEqual([false]);
});

test("the next opening is now where it is open, and none where there is no window", () => {
  const night = amsterdam("02:00", "04:00");
  expect(nextOpening(night, at("2026-11-24T01:30:30Z"))).toBe(at("2026-11-24T01:30:30Z"));
  expect(nextOpening({ timeZone: "UTC", windows: [] }, at("2026-11-24T01:30:30Z"))).toBeNull();
  expect(describeWindows(night)).toContain("02:00-04:00 Europe/Amsterdam");
});

test("what is no time zone or no time of day is refused", () => {
  const window = { days: [1], from: "02:00", to: "04:00" };
  expect(MaintenanceWindows.safeParse({ timeZone: "Mars/Olympus", windows: [window] }).success).toBe(false);
  expect(MaintenanceWindows.safeParse({ timeZone: "UTC", windows: [{ ...window, to: "24:00" }] }).success).toBe(false);
});
