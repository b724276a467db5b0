import { describe, expect, test } from "vitest";
import { isCurrency, UCUM_OF } from "./units";

// Promise: every engineering unit of the standard has a unit that UCUM knows, or is money.

/** Atoms of UCUM (2.1) that take a prefix, and that take none. */
const METRIC =
  "m g s A V W J N Pa bar Hz Ohm F H S T Wb L l t cd lm lx Bq Gy Sv rad B B[V] B[mV] m[H2O] m[Hg] K Cel".split(" ");
const PLAIN =
  "min h d wk mo a deg % [ppm] [ppb] [ppth] [pH] [degF] [degR] [psi] [in_i] [ft_i] [mi_i] [sin_i] [sft_i] [cft_i] [in_i'H2O] [in_i'Hg] [lb_av] [gal_us] [gal_br] [HP] [Btu_IT]".split(
    " ",
  );
const PREFIXES = ["", "n", "u", "m", "c", "d", "h", "k", "M"];
/** Scales with an offset, which may not be multiplied or divided. */
const SPECIAL = ["Cel", "[degF]", "[pH]"];

function isUcum(unit: string): boolean {
  const bare = unit.replaceAll(/\{[^{}]*\}/g, "");
  const parts = bare.split(/[./]/).filter((part, at) => !(part === "" && at === 0));
  if (bare !== "" && parts.length === 0) return false;
  if (parts.length > 1 && parts.some((part) => SPECIAL.includes(part))) return false;
  return parts.every((part) => {
    if (/^\d+$/.test(part)) return true;
    const atom = part.replace(/(?<=[^\d])[23]$/, "");
    if (PLAIN.includes(atom)) return true;
    return PREFIXES.some((prefix) => atom.startsWith(prefix) && METRIC.includes(atom.slice(prefix.length)));
  });
}

describe("engineering units", () => {
  // 252 and what follows 254 was never given out, or came with addenda that number from 47808 on.
  const standard = Array.from({ length: 254 }, (_, units) => units).filter((units) => units !== 252);

  test.each(standard.filter((units) => !isCurrency(units)))("%i is a unit of UCUM", (units) => {
    const ucum = UCUM_OF.get(units);
    expect(ucum).toBeDefined();
    expect(isUcum(ucum ?? "not there"), ucum).toBe(true);
  });

  test("money has none", () => {
    expect(standard.filter(isCurrency).map((units) => UCUM_OF.get(units))).toEqual(Array(10).fill(undefined));
  });

  test("the check itself knows what UCUM forbids", () => {
    for (const wrong of ["k[Btu_IT]", "Cel/h", "[degF].d", "hr", "kph", "/", "m//s"])
      expect(isUcum(wrong), wrong).toBe(false);
  });

  test.each([
    [62, "Cel"],
    [64, "[degF]"],
    [98, "%"],
    [96, "[ppm]"],
    [19, "kW.h"],
    [53, "Pa"],
    [135, "m3/h"],
    [104, "{rotation}/min"],
    [95, "1"],
  ])("%i is %s", (units, ucum) => {
    expect(UCUM_OF.get(units)).toBe(ucum);
  });
});
