import { MS_PER_HOUR } from "./rows";
import type { Samples } from "./samples";

export const MS_PER_MINUTE = 60_000;
export const MS_PER_DAY = 24 * MS_PER_HOUR;
const BAD = 2;

/**
 * What the readings of one point come to in each span of time that has any, in parallel arrays, ascending; spans are aligned
 * to the Unix epoch, so hours and days are UTC's.
 */
export type Summaries = {
  /** Where each span starts, Unix milliseconds. */
  readonly startAt: Float64Array;
  readonly readings: Uint32Array;
  readonly uncertain: Uint32Array;
  readonly bad: Uint32Array;
  /** Readings that are numbers and not bad: minimum, maximum and total are theirs (NaN where there is none). Mean = total / numbers. */
  readonly numbers: Uint32Array;
  readonly minimum: Float64Array;
  readonly maximum: Float64Array;
  readonly total: Float64Array;
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
  /** The last reading's number, whatever its quality; NaN where it has none. */
  readonly last: Float64Array;
  /** The last reading's value where a number cannot hold it, by index. */
  readonly lastValues: ReadonlyMap<number, unknown>;
};

/** Room for `count` spans. */
export const emptySummaries = (count = 0): Summaries & { readonly lastValues: Map<number, unknown> } => ({
  startAt: new Float64Array(count),
  readings: new Uint32Array(count),
  uncertain: new Uint32Array(count),
  bad: new Uint32Array(count),
  numbers: new Uint32Array(count),
  minimum: new Float64Array(count).fill(Number.NaN),
  maximum: new Float64Array(count).fill(Number.NaN),
  total: new Float64Array(count).fill(Number.NaN),
  firstAt: new Float64Array(count),
  lastAt: new Float64Array(count),
  last: new Float64Array(count).fill(Number.NaN),
  lastValues: new Map(),
});

/** Reduces samples to spans of `spanMs`. */
export function summarise(samples: Samples, spanMs: number): Summaries {
  const { measuredAt } = samples;
  const starts: number[] = [];
  for (let i = 0, endAt = -Infinity; i < measuredAt.length; i++) {
    if ((measuredAt[i] as number) < endAt) continue;
    starts.push(i);
    endAt = spanStart(measuredAt[i] as number, spanMs) + spanMs;
  }
  const summaries = emptySummaries(starts.length);
  starts.forEach((start, index) => {
    summaries.startAt[index] = spanStart(measuredAt[start] as number, spanMs);
    summariseOne(samples, start, starts[index + 1] ?? measuredAt.length, summaries, index);
  });
  return summaries;
}

function summariseOne(
  samples: Samples,
  start: number,
  end: number,
  into: ReturnType<typeof emptySummaries>,
  index: number,
): void {
  let [minimum, maximum, total, numbers, uncertain, bad] = [Infinity, -Infinity, 0, 0, 0, 0];
  for (let i = start; i < end; i++) {
    const quality = samples.qualities[i] as number;
    const number = samples.numbers[i] as number;
    if (quality === BAD) {
      bad++;
      continue;
    }
    if (quality !== 0) uncertain++;
    if (Number.isNaN(number)) continue;
    if (number < minimum) minimum = number;
    if (number > maximum) maximum = number;
    total += number;
    numbers++;
  }
  into.readings[index] = end - start;
  into.uncertain[index] = uncertain;
  into.bad[index] = bad;
  into.numbers[index] = numbers;
  if (numbers > 0) {
    into.minimum[index] = minimum;
    into.maximum[index] = maximum;
    into.total[index] = total;
  }
  into.firstAt[index] = samples.measuredAt[start] as number;
  into.lastAt[index] = samples.measuredAt[end - 1] as number;
  into.last[index] = samples.numbers[end - 1] as number;
  const value = samples.extras.get(end - 1)?.v;
  if (value !== undefined) into.lastValues.set(index, value);
}

/** The spans that start from `from` on and before `to`. */
export function sliceSummaries(summaries: Summaries, from: number, to: number): Summaries {
  const start = summaries.startAt.findIndex((at) => at >= from);
  const after = summaries.startAt.findIndex((at) => at >= to);
  const end = after < 0 ? summaries.startAt.length : after;
  if (start === 0 && end === summaries.startAt.length) return summaries;
  if (start < 0) return emptySummaries();
  const cut = <T extends Float64Array | Uint32Array>(column: T) => column.subarray(start, end) as T;
  return {
    startAt: cut(summaries.startAt),
    readings: cut(summaries.readings),
    uncertain: cut(summaries.uncertain),
    bad: cut(summaries.bad),
    numbers: cut(summaries.numbers),
    minimum: cut(summaries.minimum),
    maximum: cut(summaries.maximum),
    total: cut(summaries.total),
    firstAt: cut(summaries.firstAt),
    lastAt: cut(summaries.lastAt),
    last: cut(summaries.last),
    lastValues: new Map(
      [...summaries.lastValues].flatMap(([at, value]) =>
        at >= start && at < end ? [[at - start, value] as const] : [],
      ),
    ),
  };
}

/** Where the span of an instant begins. */
export const spanStart = (at: number, spanMs: number): number => Math.floor(at / spanMs) * spanMs;
