import { expect, test } from "vitest";
import { unitLabel } from "./units";

test.each([
  ["Cel", "°C"],
  ["m3/h", "m³/h"],
  ["m/s2", "m/s²"],
  ["{bottles}/min", "bottles/min"],
  ["kW.h", "kWh"],
  ["N.m", "N·m"],
  ["%", "%"],
  ["1", ""],
  ["Cel/min", "°C/min"],
])("UCUM %s prints as %s", (ucum, printed) => {
  expect(unitLabel(ucum)).toBe(printed);
});

test("no unit prints as nothing", () => {
  expect(unitLabel(null)).toBe("");
});
