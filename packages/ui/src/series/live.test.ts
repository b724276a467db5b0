import { expect, test } from "vitest";
import { appendReading, type LiveReading, trimBefore } from "./live";
import type { Series } from "./series";

const reading = (measuredAt: number, value: unknown, quality: LiveReading["quality"] = "good"): LiveReading => ({
  measuredAt,
  value,
  quality,
});
const empty: Series = { point: "p", kind: "number", unit: null, decimals: 1, raw: true, buckets: [], gaps: [] };
const times = ({ buckets }: Series) => buckets.map(({ t }) => t);

test("a raw series gets one row per reading, in order of time, and repeats change nothing", () => {
  const line = [reading(10, 1), reading(30, 3), reading(20, 2), reading(30, 3)].reduce(
    (series, next) => appendReading(series, next, 1),
    empty,
  );
  expect(times(line)).toEqual([10, 20, 30]);
  expect(line.buckets.map(({ last }) => last)).toEqual([1, 2, 3]);
});

test("a downsampled series folds the reading into its bucket: extremes, weighted mean, worst quality", () => {
  const line: Series = {
    ...empty,
    raw: false,
    buckets: [{ t: 0, min: 1, max: 3, mean: 2, last: 3, quality: "good", count: 3 }],
  };
  expect(appendReading(line, reading(900, 6, "uncertain"), 1000).buckets).toEqual([
    { t: 0, min: 1, max: 6, mean: 3, last: 6, quality: "uncertain", count: 4 },
  ]);
});

test("a bad reading marks its bucket and moves no extreme", () => {
  const line = { ...appendReading(empty, reading(0, 5), 1000), raw: false };
  const [bucket] = appendReading(line, reading(10, 900, "bad"), 1000).buckets;
  expect(bucket).toMatchObject({ min: 5, max: 5, mean: 5, quality: "bad" });
});

test("a reading that was buffered during a silence ends the gap", () => {
  const line = { ...empty, gaps: [{ from: 0, to: 100 }] };
  expect(appendReading(line, reading(50, 1), 1).gaps).toEqual([]);
  expect(appendReading(line, reading(100, 1), 1).gaps).toHaveLength(1);
});

test("a later reading opens the bucket it belongs to, on the server's grid", () => {
  const line = { ...appendReading(empty, reading(0, 1), 1000), raw: false };
  expect(times(appendReading(line, reading(3400, 2), 1000))).toEqual([0, 3000]);
});

test("a reading older than the last bucket is not counted twice", () => {
  const line = { ...appendReading(empty, reading(5000, 1), 1000), raw: false };
  expect(appendReading(line, reading(100, 9), 1000)).toBe(line);
});

test("trimming keeps one row before the edge", () => {
  const line = [0, 10, 20, 30].reduce((series, t) => appendReading(series, reading(t, t), 1), empty);
  expect(times(trimBefore(line, 15))).toEqual([10, 20, 30]);
  expect(trimBefore(line, 0)).toBe(line);
});
