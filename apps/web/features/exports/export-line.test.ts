import { expect, test } from "vitest";
import { devicesText, type ExportLine, fromField, rangeText, shareOf, toField } from "./export-line";

const AT = Date.UTC(2026, 10, 24, 6, 30);
const line = (changes: Partial<ExportLine>): ExportLine => ({
  ...{ id: "1", format: "csv", devices: [], from: AT, to: AT + 3_600_000, state: "running", requestedBy: "a" },
  ...{ requestedAt: AT, rowsEstimated: 10, rowsDone: 0, failure: null, size: null, finishedAt: null, expiresAt: null },
  ...changes,
});

test("a field for date and time is UTC both ways", () => {
  expect(toField(AT)).toBe("2026-11-24T06:30");
  expect(fromField(toField(AT))).toBe(AT);
  expect(fromField("")).toBeNaN();
});

test("progress is a share that an estimate too small does not take over the whole", () => {
  expect(shareOf(line({ rowsDone: 5 }))).toBe(0.5);
  expect(shareOf(line({ rowsDone: 15 }))).toBe(1);
  expect(shareOf(line({ rowsEstimated: 0, rowsDone: 15 }))).toBe(0);
});

test("devices and range are told in few words", () => {
  const devices = ["pump-1", "pump-2", "pump-3"].map((key) => ({ key, points: null }));
  expect(devicesText(line({ devices: devices.slice(0, 1) }))).toBe("pump-1");
  expect(devicesText(line({ devices }))).toBe("pump-1 and 2 more");
  expect(rangeText(line({}))).toBe("24 Nov 06:30 – 24 Nov 07:30 UTC");
  expect(rangeText(line({ to: AT + 60 * 86_400_000 }))).toBe("24 Nov 2026 06:30 – 23 Jan 2027 06:30 UTC");
});
