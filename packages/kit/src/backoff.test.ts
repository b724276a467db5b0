import { expect, test } from "vitest";
import { backoffMs } from "./backoff";

const limits = { baseMs: 200, maxMs: 10_000 };

test("the limit doubles with each attempt and stops at its maximum", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 60, 5000].map((attempt) => backoffMs(attempt, limits, () => 1));
  expect(longest).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

test("the wait is drawn from nothing up to the limit, so that a fleet does not come back as one", () => {
  expect(backoffMs(3, limits, () => 0)).toBe(0);
  expect(backoffMs(3, limits, () => 0.25)).toBe(400);
  const drawn = new Set(Array.from({ length: 100 }, () => backoffMs(6, limits)));
  expect(drawn.size).toBeGreaterThan(50);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(10_000);
});
