import { toSamples } from "@outstation/db/series/samples";
import { expect, test } from "vitest";
import { lttb } from "./lttb";
import { lttbSeries } from "./lttb-series";

const wave = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i / 50) + (i === 517 ? 30 : 0));
const times = Float64Array.from({ length: 1000 }, (_, i) => i * 1000);

test("keeps as many as asked, the first, the last and the peak, in order", () => {
  const kept = lttb(times, wave, 50);
  expect(kept).toHaveLength(50);
  expect([kept[0], kept.at(-1)]).toEqual([0, 999]);
  expect([...kept]).toContain(517);
  expect([...kept]).toEqual([...new Set(kept)].toSorted((a, b) => a - b));
});

test("of a straight line with one kink the kink is kept", () => {
  const y = Float64Array.from({ length: 101 }, (_, i) => (i <= 50 ? i : 100 - i));
  expect([...lttb(Float64Array.from(y.keys()), y, 3)]).toEqual([0, 50, 100]);
});

test("what fits is kept whole", () => {
  expect([...lttb(times.subarray(0, 5), wave.subarray(0, 5), 5)]).toEqual([0, 1, 2, 3, 4]);
});

const range = { from: 0, to: 1_000_000, bucketMs: 20_000, silenceMsMax: 5000, now: 1_000_000, buckets: 50 };
const samples = toSamples(
  Array.from(wave, (number, i) => ({ measuredAt: i * 1000, number, quality: i === 300 ? 2 : 0, extra: undefined })),
);

test("a series of chosen readings: all are counted, a bad one is named and not drawn", () => {
  const { raw, buckets, gaps } = lttbSeries("number", samples, range);
  expect({ raw, gaps, buckets: buckets.length }).toEqual({ raw: false, gaps: [], buckets: 50 });
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
  expect(buckets.filter(({ quality }) => quality === "bad")).toHaveLength(1);
  expect(buckets.map(({ t }) => t)).not.toContain(300_000);
  expect(buckets.every(({ t, last }) => last === wave[t / 1000])).toBe(true);
});

test("a point without a line is reduced as always", () => {
  expect(lttbSeries("boolean", samples, range).buckets[0]).toMatchObject({ t: 0, count: 20, last: true });
});
