export type Quality = "good" | "uncertain" | "bad";

/** One bucket of a downsampled series, or one reading of a raw one. Times are Unix milliseconds. */
export type Bucket = {
  readonly t: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** A number, a boolean, a text or a position, as the point's kind says. */
  readonly last: unknown;
  readonly quality: Quality;
  readonly count: number;
};

/** A point's history as a chart takes it. */
export type Series = {
  readonly point: string;
  readonly kind: string;
  readonly unit: string | null;
  readonly decimals: number | null;
  /** True where each bucket is one reading. */
  readonly raw: boolean;
  readonly buckets: readonly Bucket[];
  /** Silences longer than normal for the point. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
};

const WORST: Readonly<Record<Quality, number>> = { good: 0, uncertain: 1, bad: 2 };

export const worse = (one: Quality, other: Quality): Quality => (WORST[one] >= WORST[other] ? one : other);

/** True where the series has a line to draw: numbers, and booleans as steps between 0 and 1. */
export const isDrawable = ({ kind, buckets }: Series): boolean =>
  kind === "number" || kind === "boolean" || buckets.some(({ last }) => typeof last === "number");

/** The height of the line at a bucket, or null where there is none. */
export function plotted(bucket: Bucket, raw: boolean): number | null {
  if (!raw && bucket.mean !== null) return bucket.mean;
  if (typeof bucket.last === "boolean") return bucket.last ? 1 : 0;
  return typeof bucket.last === "number" ? bucket.last : bucket.mean;
}

/** What was known at a time: the last bucket at or before it; null before the first and inside a gap. */
export function bucketAt({ buckets, gaps }: Series, at: number): Bucket | null {
  if (gaps.some(({ from, to }) => at > from && at < to)) return null;
  let low = 0;
  let high = buckets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((buckets[middle]?.t ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return buckets[low - 1] ?? null;
}
