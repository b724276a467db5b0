import { type Bucket, type Quality, type Series, worse } from "./series";

export type LiveReading = { readonly value: unknown; readonly quality: Quality; readonly measuredAt: number };

/**
 * A series with a reading that has just arrived: its own row where the series is raw, otherwise folded into its bucket.
 * A reading that is there already changes nothing (a resumed stream may repeat some); a late one goes to its place.
 * @param bucketMs Width of a bucket in milliseconds; not used for a raw series.
 */
export function appendReading(series: Series, reading: LiveReading, bucketMs: number): Series {
  const last = series.buckets.at(-1);
  if (series.raw || last === undefined)
    return {
      ...series,
      buckets: insert(series.buckets, asBucket(reading)),
      // What was buffered on site during a silence ends it.
      gaps: series.gaps.filter(({ from, to }) => reading.measuredAt <= from || reading.measuredAt >= to),
    };
  const steps = Math.floor((reading.measuredAt - last.t) / bucketMs);
  // Before the last bucket the server has already counted it.
  if (steps < 0) return series;
  if (steps > 0)
    return { ...series, buckets: [...series.buckets, asBucket({ ...reading, measuredAt: last.t + steps * bucketMs })] };
  return { ...series, buckets: [...series.buckets.slice(0, -1), fold(last, reading)] };
}

/** A series without what lies before a time; the last row before it stays, so that the line reaches the edge. */
export function trimBefore(series: Series, from: number): Series {
  const first = series.buckets.findIndex(({ t }) => t >= from);
  if (first <= 1) return series;
  return { ...series, buckets: series.buckets.slice(first - 1), gaps: series.gaps.filter(({ to }) => to >= from) };
}

function insert(buckets: readonly Bucket[], bucket: Bucket): readonly Bucket[] {
  const last = buckets.at(-1);
  if (last === undefined || last.t < bucket.t) return [...buckets, bucket];
  if (buckets.some(({ t }) => t === bucket.t)) return buckets;
  const after = buckets.findIndex(({ t }) => t > bucket.t);
  return [...buckets.slice(0, after), bucket, ...buckets.slice(after)];
}

function asBucket({ value, quality, measuredAt }: LiveReading): Bucket {
  const number = typeof value === "number" && quality !== "bad" ? value : null;
  return { t: measuredAt, min: number, max: number, mean: number, last: value, quality, count: 1 };
}

function fold(bucket: Bucket, { value, quality }: LiveReading): Bucket {
  const joined = { ...bucket, last: value, quality: worse(bucket.quality, quality), count: bucket.count + 1 };
  if (typeof value !== "number" || quality === "bad") return joined;
  const { min, max, mean, count } = bucket;
  return {
    ...joined,
    min: min === null ? value : Math.min(min, value),
    max: max === null ? value : Math.max(max, value),
    mean: mean === null ? value : (mean * count + value) / (count + 1),
  };
}
