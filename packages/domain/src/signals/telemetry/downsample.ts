import { QUALITIES, type Quality, type ReadingValue } from "@outstation/contracts/mqtt/reading";
import type { Samples } from "@outstation/db/series/samples";
import { fromStored, type PointKind } from "@outstation/db/series/values";

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
/** A silence longer than the point's normal one. */
export type Gap = { readonly from: number; readonly to: number };
export type DownsampledSeries = {
  /** True where every bucket is one reading at its own time. */
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

const BAD = 2;
/** Where a point's cadence was never declared: five times the usual interval, and at least ten seconds. */
const UNUSUAL_INTERVALS = 5;
const SILENCE_MS_LEAST = 10_000;

/**
 * Reduces readings to at most one bucket each `bucketMs`, with the extremes kept, so that a peak of one reading stays visible
 * in a week's view. Readings that fit are returned as they are.
 */
export function downsample(kind: PointKind, samples: Samples, range: DownsampleRange): DownsampledSeries {
  const raw = samples.measuredAt.length <= (range.to - range.from) / range.bucketMs;
  return {
    raw,
    buckets: raw ? singles(kind, samples) : grouped(kind, samples, range),
    gaps: findGaps(samples.measuredAt, range),
  };
}

const singles = (kind: PointKind, samples: Samples): Bucket[] =>
  Array.from(samples.measuredAt, (t, index) => bucketOf(kind, samples, index, index + 1, t));

function grouped(kind: PointKind, samples: Samples, { from, bucketMs }: DownsampleRange): Bucket[] {
  const { measuredAt } = samples;
  const buckets: Bucket[] = [];
  for (let start = 0; start < measuredAt.length; ) {
    const t = from + Math.floor(((measuredAt[start] as number) - from) / bucketMs) * bucketMs;
    let end = start + 1;
    while (end < measuredAt.length && (measuredAt[end] as number) < t + bucketMs) end++;
    buckets.push(bucketOf(kind, samples, start, end, t));
    start = end;
  }
  return buckets;
}

function bucketOf(kind: PointKind, samples: Samples, start: number, end: number, t: number): Bucket {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let counted = 0;
  let worst = 0;
  for (let i = start; i < end; i++) {
    const quality = samples.qualities[i] as number;
    const number = samples.numbers[i] as number;
    worst = Math.max(worst, quality);
    if (quality === BAD || Number.isNaN(number)) continue;
    min = Math.min(min, number);
    max = Math.max(max, number);
    sum += number;
    counted++;
  }
  const some = counted > 0;
  return {
    t,
    min: some ? min : null,
    max: some ? max : null,
    mean: some ? sum / counted : null,
    last: fromStored(kind, samples.numbers[end - 1] as number, samples.extras.get(end - 1)),
    quality: QUALITIES[worst] ?? "bad",
    count: end - start,
  };
}

/** The silences inside the range, at its beginning and at its end (up to now) included. */
export function findGaps(measuredAt: Float64Array, { from, to, silenceMsMax, now }: DownsampleRange): Gap[] {
  const limit = silenceMsMax ?? Math.max(SILENCE_MS_LEAST, UNUSUAL_INTERVALS * medianInterval(measuredAt));
  const end = Math.min(to, now);
  const gaps: Gap[] = [];
  let before = from;
  for (const at of measuredAt) {
    if (at - before > limit) gaps.push({ from: before, to: at });
    before = at;
  }
  if (end - before > limit) gaps.push({ from: before, to: end });
  return gaps;
}

function medianInterval(measuredAt: Float64Array): number {
  if (measuredAt.length < 2) return 0;
  const intervals = measuredAt.slice(1).map((at, index) => at - (measuredAt[index] as number));
  return intervals.sort()[Math.floor(intervals.length / 2)] as number;
}
