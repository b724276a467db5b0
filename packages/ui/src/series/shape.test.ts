import { expect, test } from "vitest";
import { type Bucket, bucketAt, type Quality, type Series } from "./series";
import { alignColumns, shapeSeries, spreadLabels } from "./shape";

const bucket = (t: number, value: number, quality: Quality = "good"): Bucket => ({
  t,
  min: value - 1,
  max: value + 1,
  mean: value,
  last: value,
  quality,
  count: 3,
});
const series = (buckets: Bucket[], gaps: Series["gaps"] = []): Series => ({
  point: "temperature",
  kind: "number",
  unit: "Cel",
  decimals: 1,
  raw: false,
  buckets,
  gaps,
});

test("a gap breaks the line between the two buckets around it", () => {
  const { times, good } = shapeSeries(series([bucket(0, 5), bucket(10, 6), bucket(100, 7)], [{ from: 10, to: 100 }]));
  expect(times).toEqual([0, 10, 55, 100]);
  expect(good).toEqual([5, 6, null, 7]);
});

test("an uncertain row is left out of the solid line, and the dashed one reaches both neighbours", () => {
  const { good, uncertain } = shapeSeries(
    series([bucket(0, 1), bucket(1, 2), bucket(2, 3, "uncertain"), bucket(3, 4), bucket(4, 5)]),
  );
  expect(good).toEqual([1, 2, null, 4, 5]);
  expect(uncertain).toEqual([null, 2, 3, 4, null]);
});

test("the dashed line does not cross a gap", () => {
  const { uncertain } = shapeSeries(series([bucket(0, 1), bucket(100, 2, "uncertain")], [{ from: 0, to: 100 }]));
  expect(uncertain).toEqual([null, null, 2]);
});

test("a bad row has no height and no band, and a tick on the axis", () => {
  const wholly = { ...bucket(1, 900, "bad"), min: null, max: null, mean: null };
  const { good, low, high, bad } = shapeSeries(series([bucket(0, 1), wholly, bucket(2, 3)]));
  expect(good).toEqual([1, null, 3]);
  expect(low).toEqual([0, null, 2]);
  expect(high).toEqual([2, null, 4]);
  expect(bad).toEqual([1]);
});

test("a bucket with some bad readings keeps the mean of the others, and its tick", () => {
  const { good, bad } = shapeSeries(series([bucket(0, 1), bucket(1, 2, "bad"), bucket(2, 3)]));
  expect(good).toEqual([1, 2, 3]);
  expect(bad).toEqual([1]);
});

test("a raw bad reading has no height, whatever its value", () => {
  const { good } = shapeSeries({ ...series([bucket(0, 1), bucket(1, 2, "bad"), bucket(2, 3)]), raw: true });
  expect(good).toEqual([1, null, 3]);
});

test("booleans are steps between 0 and 1", () => {
  const flags = [true, false].map((last, t) => ({ ...bucket(t, 0), min: null, max: null, mean: null, last }));
  expect(shapeSeries({ ...series(flags), kind: "boolean", raw: true }).good).toEqual([1, 0]);
});

test("lines with different times share one axis; a missing row does not break a line, a gap does", () => {
  expect(
    alignColumns([
      { times: [0, 10, 20], columns: [[1, null, 3]] },
      { times: [5, 20], columns: [[7, 8]] },
    ]),
  ).toEqual([
    [0, 5, 10, 20],
    [1, undefined, null, 3],
    [undefined, 7, undefined, 8],
  ]);
});

test("labels at the same height move apart and stay inside", () => {
  expect(spreadLabels([50, 50, 10], 14, 100)).toEqual([50, 64, 10]);
  expect(spreadLabels([98, 99], 14, 100)).toEqual([86, 100]);
});

test("the cursor reads what was known at that time, and nothing inside a gap or before the first row", () => {
  const line = series([bucket(0, 1), bucket(10, 2), bucket(100, 3)], [{ from: 10, to: 100 }]);
  expect([-1, 0, 9, 10, 60, 100, 500].map((at) => bucketAt(line, at)?.t ?? null)).toEqual([
    null,
    0,
    0,
    10,
    null,
    100,
    100,
  ]);
  expect(bucketAt(series([]), 5)).toBeNull();
});
