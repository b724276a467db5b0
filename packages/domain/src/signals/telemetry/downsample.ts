import { QUALITIES, type Quality, type ReadingValue } from "@outstation/contracts/mqtt/reading";
import { type Summaries, summarise } from "@outstation/db/series/rollups";
import type { Samples } from "@outstation/db/series/samples";
import { fromStored, type PointKind } from "@outstation/db/series/values";
import { findGaps, findGapsBetween, type Gap } from "./find-gaps";

/** Readings of one point between `t` and the next bucket; numbers are null where there is none that is not bad. */
export type Bucket = {
  readonly t: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: ReadingValue;
  /** The worst inside. */
  readonly quality: Quality;
  readonly count: number;
};
export type DownsampledSeries = {
  /** True where every bucket is one reading at its own time, and no reading is left out. */
  readonly raw: boolean;
  readonly buckets: readonly Bucket[];
  readonly gaps: readonly Gap[];
};
export type DownsampleRange = {
  /** Unix milliseconds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  /** Silence up to here is normal; null: judged by the readings themselves. */
  readonly silenceMsMax: number | null;
  readonly now: number;
};

/**
 * Reduces readings to one bucket each `bucketMs` of the clock, with the extremes kept, so that a peak of one reading stays
 * visible in a week's view. Readings that fit are returned as they are.
 */
export function downsample(kind: PointKind, samples: Samples, range: DownsampleRange): DownsampledSeries {
  const raw = samples.measuredAt.length <= (range.to - range.from) / range.bucketMs;
  return {
    raw,
    // A span of a millisecond is one reading.
    buckets: bucketsOf(kind, summarise(samples, raw ? 1 : range.bucketMs)),
    gaps: findGaps(samples.measuredAt, range),
  };
}

/** The same from what spans of the range come to, each one bucket. A silence inside a span is narrower than a pixel and not told. */
export const fromSummaries = (kind: PointKind, summaries: Summaries, range: DownsampleRange): DownsampledSeries => ({
  raw: false,
  buckets: bucketsOf(kind, summaries),
  gaps: findGapsBetween(summaries, range),
});

const bucketsOf = (kind: PointKind, summaries: Summaries): Bucket[] =>
  Array.from(summaries.startAt, (t, index) => {
    const numbers = summaries.numbers[index] as number;
    const worst = (summaries.bad[index] as number) > 0 ? 2 : (summaries.uncertain[index] as number) > 0 ? 1 : 0;
    return {
      t,
      min: numbers > 0 ? (summaries.minimum[index] as number) : null,
      max: numbers > 0 ? (summaries.maximum[index] as number) : null,
      mean: numbers > 0 ? (summaries.total[index] as number) / numbers : null,
      last: fromStored(kind, summaries.last[index] as number, { v: summaries.lastValues.get(index) }),
      quality: QUALITIES[worst] ?? "bad",
      count: summaries.readings[index] as number,
    };
  });
