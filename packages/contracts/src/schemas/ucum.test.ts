import { expect, test } from "vitest";
import { isUcum } from "./ucum";

test.each([
  ..."m Cel kW.h m3/h /min % bar mbar kPa L/s l/min mm/s2 m/s2 [degF] [in_i] mm[Hg] B[SPL] dB[V] {pulses} {pulses}/min".split(
    " ",
  ),
  ..."10*3/uL 10^-6 g/(m2.h) kg.m-1.s-2 umol/(m2.s) W/(m2.K) V A mA kV Hz rad/s deg d h s ms uS/cm [pH] [ppm] 1 kg{dry} ' ''".split(
    " ",
  ),
])("%s is a unit", (text) => {
  expect(isUcum(text)).toBe(true);
});

test.each([
  ..."kWh °C degC celsius m³/h m^3 rpm µS/cm psi VA/ . m//s (m m) {pulses m[ Cel.. kkg mmin".split(" "),
  "",
  "m /s",
  "kg\n",
  "m".repeat(65),
  `${"(".repeat(30)}m${")".repeat(30)}`,
])("%j is none", (text) => {
  expect(isUcum(text)).toBe(false);
});
