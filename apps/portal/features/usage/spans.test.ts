import { expect, test } from "vitest";
import { periodName, rangeOf, spanOf } from "./spans";

const NOW = Date.UTC(2026, 0, 31, 13, 37);

test.each([
  ["hours", Date.UTC(2026, 0, 29, 14), Date.UTC(2026, 0, 31, 14), "29 Jan, 14:00"],
  ["days", Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1), "Thu 1 Jan"],
  ["months", Date.UTC(2025, 1, 1), Date.UTC(2026, 1, 1), "February 2025"],
])("%s are whole ones of UTC, the one under way among them", (value, from, to, name) => {
  const span = spanOf(value);
  expect(rangeOf(span, NOW)).toEqual({ from, to });
  expect(periodName(span, from)).toBe(name);
});

test("an address that asks for something else gets days", () => {
  expect([spanOf(null).value, spanOf("years").value]).toEqual(["days", "days"]);
});
