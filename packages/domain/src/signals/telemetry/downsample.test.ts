import { toSamples } from "@outstation/db/series/samples";
import { expect, test } from "vitest";
import { downsample } from "./downsample";
import { findGaps } from "./find-gaps";

const FROM = 1_700_000_000_000;
const range = { from: FROM, to: FROM + 100_000, bucketMs: 10_000, silenceMsMax: 3_000, now: FROM + 100_000 };
const everySecond = (count: number, number = (i: number) => i, quality = (_: number) => 0) =>
  toSamples(
    Array.from({ length: count }, (_, i) => ({
      measuredAt: FROM + i * 1000,
      number: number(i),
      quality: quality(i),
      extra: undefined,
    })),
  );

test("a peak of one reading survives reduction", () => {
  const { raw, buckets } = downsample(
    "number",
    everySecond(100, (i) => (i === 42 ? 1000 : 1)),
    range,
  );
  expect(raw).toBe(false);
  expect(buckets).toHaveLength(10);
  expect(buckets[4]).toMatchObject({ t: FROM + 40_000, min: 1, max: 1000, count: 10 });
});

test("readings that fit are returned as they are, at their own times", () => {
  const { raw, buckets } = downsample("number", everySecond(5), range);
  expect(raw).toBe(true);
  expect(buckets.map(({ t, last }) => [t - FROM, last])).toEqual([
    [0, 0],
    [1000, 1],
    [2000, 2],
    [3000, 3],
    [4000, 4],
  ]);
});

test("bad readings are counted and named, and bend no extreme", () => {
  const samples = everySecond(
    100,
    (i) => (i === 5 ? 9999 : 1),
    (i) => (i === 5 ? 2 : 0),
  );
  expect(downsample("number", samples, range).buckets[0]).toMatchObject({ max: 1, quality: "bad", count: 10 });
});

test("a bucket of bad readings only has no numbers", () => {
  const samples = everySecond(
    100,
    () => 1,
    () => 2,
  );
  expect(downsample("number", samples, range).buckets[0]).toMatchObject({ min: null, max: null, mean: null });
});

test("silence is a gap: before the first reading, between readings and after the last, up to now", () => {
  const at = Float64Array.from([FROM + 10_000, FROM + 11_000, FROM + 20_000]);
  expect(findGaps(at, { ...range, now: FROM + 50_000 })).toEqual([
    { from: FROM, to: FROM + 10_000 },
    { from: FROM + 11_000, to: FROM + 20_000 },
    { from: FROM + 20_000, to: FROM + 50_000 },
  ]);
});

test("silence at the declared limit is none", () => {
  expect(findGaps(Float64Array.from([FROM, FROM + 3000]), { ...range, now: FROM + 3000 })).toEqual([]);
});

test("without a declared cadence the usual interval decides", () => {
  const at = Float64Array.from([0, 60, 120, 180, 600].map((seconds) => FROM + seconds * 1000));
  const undeclared = { ...range, to: FROM + 600_001, silenceMsMax: null, now: FROM + 600_000 };
  expect(findGaps(at, undeclared)).toEqual([{ from: FROM + 180_000, to: FROM + 600_000 }]);
});

test("a boolean point keeps its booleans", () => {
  const { buckets } = downsample("boolean", everySecond(2), range);
  expect(buckets.map(({ last }) => last)).toEqual([false, true]);
});
