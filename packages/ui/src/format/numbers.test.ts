import { expect, test } from "vitest";
import { count, formatBytes, formatNumber, formatValue } from "./numbers";

test("a number shows exactly the decimals of its point", () => {
  expect(formatNumber(21.4, 1)).toBe("21.4");
  expect(formatNumber(21, 2)).toBe("21.00");
  expect(formatNumber(1234567.891, 0)).toBe("1,234,568");
});

test("a negative number has a minus sign, and a rounded zero has none", () => {
  expect(formatNumber(-3.25, 1)).toBe("−3.3");
  expect(formatNumber(-0.004, 2)).toBe("0.00");
});

test("without a definition there are at most three decimals, and scientific notation far from one", () => {
  expect(formatNumber(21.400000001, null)).toBe("21.4");
  expect(formatNumber(0.00001234, null)).toBe("1.234e−5");
  expect(formatNumber(0, null)).toBe("0");
});

test("every kind of value has a text", () => {
  expect(formatValue(null, 1)).toBe("–");
  expect(formatValue(true, null)).toBe("on");
  expect(formatValue("Running", null)).toBe("Running");
  expect(formatValue({ lat: 52.52, lon: 13.405 }, null)).toBe("52.52000, 13.40500");
});

test("bytes are counted in thousands", () => {
  expect(formatBytes(0)).toBe("0 B");
  expect(formatBytes(999)).toBe("999 B");
  expect(formatBytes(1500)).toBe("1.5 kB");
  expect(formatBytes(262_144)).toBe("262 kB");
});

test("a count agrees with its noun", () => {
  expect(count(1, "device")).toBe("1 device");
  expect(count(0, "device")).toBe("0 devices");
  expect(count(2, "point has", "points have")).toBe("2 points have");
});
