import type { Reading } from "@outstation/contracts/mqtt/reading";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { expect, test } from "vitest";
import { MESSAGE_BYTES_MAX, splitToFit } from "./split";

// Promise: no message is larger than the limit, and no reading is lost or moved on the way.

const noon = Date.UTC(2026, 10, 24, 12);
const sizeOf = (readings: readonly Reading[]) =>
  encodeCompact({ boot: 2 ** 53 - 1, seq: 2 ** 53 - 1, child: "d".repeat(48), readings }).byteLength;

const awkward: Reading[] = Array.from({ length: 3000 }, (_, index) => ({
  point: `temperature_${index}_${"ü".repeat(20)}`,
  value:
    index % 3 === 0
      ? -1.2345678901234e-300
      : index % 3 === 1
        ? "\u0000\n".repeat(40)
        : { lat: -51.123456789, lon: -179.5 },
  measuredAt: noon + (index % 2) * 86_400_000_000,
  quality: "uncertain",
  ...(index % 2 === 0 ? { status: "0x408F0000", context: { calibration_date: "2026-01-01" } } : {}),
}));

test("every run fits when it is spelled", () => {
  const runs = splitToFit(awkward);
  expect(runs.length).toBeGreaterThan(5);
  for (const run of runs) expect(sizeOf(run)).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
  expect(runs.flat()).toEqual(awkward);
});

test("the estimate is close enough to fill at least half a message", () => {
  const plain: Reading[] = Array.from({ length: 6000 }, (_, index) => ({
    point: `point_${index}`,
    value: index / 7,
    measuredAt: noon + index,
    quality: "good",
  }));
  const [first = []] = splitToFit(plain);
  expect(sizeOf(first)).toBeGreaterThan(MESSAGE_BYTES_MAX / 2);
});

test("a few readings make one message, none make none", () => {
  expect(splitToFit(awkward.slice(0, 3))).toHaveLength(1);
  expect(splitToFit([])).toEqual([]);
});
