import { expect, test } from "vitest";
import { unitConversion } from "./reporting-units";

// Promise: a value in another unit is the same quantity. The numbers are those of the definitions, not of our table.

const convert = (value: number, from: string, to: string): number => {
  const conversion = unitConversion(from, to);
  if ("problem" in conversion) throw new Error(conversion.problem);
  return value * conversion.factor + conversion.offset;
};

test.each([
  [212, "[degF]", "Cel", 100],
  [-40, "Cel", "[degF]", -40],
  [0, "Cel", "K", 273.15],
  [1, "bar", "kPa", 100],
  [1, "[psi]", "kPa", 6.894757],
  [1, "atm", "mbar", 1013.25],
  [1, "mm[Hg]", "Pa", 133.322],
  [1, "m[H2O]", "kPa", 9.80665],
  [1, "kW.h", "MJ", 3.6],
  [1, "[Btu_IT]/h", "W", 0.29307107],
  [1, "[HP]", "W", 745.699872],
  [1, "[gal_us]/min", "L/min", 3.785411784],
  [1, "m3/h", "L/s", 1000 / 3600],
  [1, "[cft_i]/min", "m3/h", 1.699010796],
  [3600, "/h", "/s", 1],
  [1500, "{rot}/min", "Hz", 25],
  [36, "km/h", "m/s", 10],
  [1, "[kn_i]", "km/h", 1.852],
  [180, "deg", "rad", Math.PI],
  [1, "kg.m/s2", "N", 1],
  [1, "V.A", "W", 1],
  [1, "mS/cm", "S/m", 0.1],
  [1, "Ohm.m2/m", "Ohm.m", 1],
  [1, "lm/m2", "lx", 1],
  [50, "%", "1", 0.5],
  [1, "10*3/uL", "10*9/L", 1],
  [1, "J/(kg.K)", "kJ/(kg.K)", 0.001],
  [1, "t/h", "kg/s", 1 / 3.6],
  [1, "das", "s", 10],
  [1, "min", "s", 60],
  [1, "cd", "cd", 1],
  [2, "m/{step}", "cm/{step}", 200],
  [1, "Cel/min", "K/s", 1 / 60],
])("%d %s in %s/%s", (value, from, to, expected) => {
  expect(convert(value, from, to)).toBeCloseTo(expected, 6);
  expect(convert(convert(value, from, to), to, from)).toBeCloseTo(value, 6);
});

test.each([
  ["bar", "Cel", "different things"],
  ["kW", "kW.h", "different things"],
  ["furlong", "m", "furlong is no unit"],
  ["m", "kmin", "kmin is no unit"],
  ["m", "", "is no unit"],
  ["(m", "m", "is no unit"],
  ["m..s", "m", "is no unit"],
  ["m/", "m", "is no unit"],
])("%s to %s is refused in words", (from, to, sentence) => {
  expect(unitConversion(from, to)).toEqual({ problem: expect.stringContaining(sentence) });
});
