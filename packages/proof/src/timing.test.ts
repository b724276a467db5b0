import { expect, test } from "vitest";
import { compareTiming, isSameClass, median } from "./timing";

test("the median of an even and an odd number of values", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test("three times as long is still the same class, more is not, whichever of the two it is", () => {
  expect(isSameClass([3, 3, 3], [1, 1, 1])).toBe(true);
  expect(isSameClass([4, 4, 4], [1, 1, 1])).toBe(false);
  expect(isSameClass([1, 1, 1], [4, 4, 4])).toBe(false);
  expect(isSameClass([1, 90, 1], [1, 1, 1])).toBe(true);
});

test("work that only one of the two does shows, and the same work does not", async () => {
  const work = (turns: number) => async () => {
    let sum = 0;
    for (let i = 0; i < turns; i++) sum += Math.sqrt(i);
    return sum;
  };
  expect(await compareTiming(work(2_000_000), work(20_000), 5)).toMatch(/against/);
  expect(await compareTiming(work(2_000_000), work(2_000_000), 5)).toBeNull();
});
