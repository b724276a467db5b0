import { expect, test } from "vitest";
import { timeLabels } from "./time-axis";

const at = (hour: number, minute = 0) => Date.UTC(2025, 6, 14, hour, minute);

test("ticks are told in the site's zone, and a new day names its date", () => {
  expect(timeLabels([at(20), at(21), at(22), at(23)], 3_600_000, "Europe/Berlin")).toEqual([
    "22:00",
    "23:00",
    "00:00\n15 Jul",
    "01:00",
  ]);
});

test("steps below a minute show seconds, steps of days show the date alone", () => {
  expect(timeLabels([at(12)], 10_000, "UTC")).toEqual(["12:00:00"]);
  expect(timeLabels([at(0), at(24)], 86_400_000, "UTC")).toEqual(["14 Jul", "15 Jul"]);
});
