import type { Extra, Samples } from "@outstation/db/series/samples";

/** Samples by point number. */
export type PointSamples = ReadonlyMap<number, Samples>;

/**
 * Readings of the store and of cold parts as one series. Of two values at one instant the cold one stands: it was there first,
 * as a sealed one stands before one that comes late.
 */
export function mergeSamples(hot: PointSamples, cold: PointSamples): Map<number, Samples> {
  const merged = new Map(hot);
  for (const [point, samples] of cold) {
    const fresh = hot.get(point);
    merged.set(point, fresh === undefined ? samples : mergeTwo(samples, fresh));
  }
  return merged;
}

/** Both ascending; at one instant that of `first`. */
export function mergeTwo(first: Samples, second: Samples): Samples {
  if (second.measuredAt.length === 0 || isBefore(second, first)) return concat(second, first);
  if (first.measuredAt.length === 0 || isBefore(first, second)) return concat(first, second);
  const length = first.measuredAt.length + second.measuredAt.length;
  const to = {
    measuredAt: new Float64Array(length),
    numbers: new Float64Array(length),
    qualities: new Uint8Array(length),
  };
  const extras = new Map<number, Extra>();
  let count = 0;
  const take = (from: Samples, index: number) => {
    to.measuredAt[count] = from.measuredAt[index] as number;
    to.numbers[count] = from.numbers[index] as number;
    to.qualities[count] = from.qualities[index] as number;
    const extra = from.extras.get(index);
    if (extra !== undefined) extras.set(count, extra);
    count++;
  };
  for (let a = 0, b = 0; a < first.measuredAt.length || b < second.measuredAt.length; ) {
    const [at, other] = [first.measuredAt[a] ?? Infinity, second.measuredAt[b] ?? Infinity];
    if (at <= other) take(first, a++);
    else take(second, b);
    if (other <= at) b++;
  }
  return {
    measuredAt: to.measuredAt.subarray(0, count),
    numbers: to.numbers.subarray(0, count),
    qualities: to.qualities.subarray(0, count),
    extras,
  };
}

const isBefore = (a: Samples, b: Samples): boolean =>
  (a.measuredAt.at(-1) ?? -Infinity) < (b.measuredAt[0] ?? Infinity);

function concat(a: Samples, b: Samples): Samples {
  if (a.measuredAt.length === 0) return b;
  if (b.measuredAt.length === 0) return a;
  const shift = a.measuredAt.length;
  const measuredAt = new Float64Array(shift + b.measuredAt.length);
  const numbers = new Float64Array(measuredAt.length);
  const qualities = new Uint8Array(measuredAt.length);
  measuredAt.set(a.measuredAt);
  measuredAt.set(b.measuredAt, shift);
  numbers.set(a.numbers);
  numbers.set(b.numbers, shift);
  qualities.set(a.qualities);
  qualities.set(b.qualities, shift);
  const moved = [...b.extras].map(([index, extra]) => [index + shift, extra] as const);
  return { measuredAt, numbers, qualities, extras: new Map([...a.extras, ...moved]) };
}

/** The samples from `from` up to `to`, exclusive. */
export function sliceSamples(samples: Samples, from: number, to: number): Samples {
  const { measuredAt } = samples;
  const start = lowerBound(measuredAt, from);
  const end = lowerBound(measuredAt, to);
  if (start === 0 && end === measuredAt.length) return samples;
  const kept = [...samples.extras].filter(([index]) => index >= start && index < end);
  return {
    measuredAt: measuredAt.slice(start, end),
    numbers: samples.numbers.slice(start, end),
    qualities: samples.qualities.slice(start, end),
    extras: new Map(kept.map(([index, extra]) => [index - start, extra])),
  };
}

function lowerBound(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
