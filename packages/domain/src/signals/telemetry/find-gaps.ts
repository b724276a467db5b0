import type { Summaries } from "@outstation/db/series/rollups";

/** A silence longer than the point's normal one. */
export type Gap = { readonly from: number; readonly to: number };

type Silence = {
  readonly from: number;
  readonly to: number;
  readonly silenceMsMax: number | null;
  readonly now: number;
};

/** Where a point's cadence was never declared: five times the usual interval, and at least ten seconds. */
const UNUSUAL_INTERVALS = 5;
const SILENCE_MS_LEAST = 10_000;

/** The silences inside the range, at its beginning and at its end (up to now) included. */
export function findGaps(measuredAt: Float64Array, range: Silence): Gap[] {
  const intervals = measuredAt.slice(1).map((at, index) => at - (measuredAt[index] as number));
  return gapsBetween(measuredAt, measuredAt, limitOf(range, intervals), range);
}

/** The same where only the first and the last reading of each span are known: silences inside one are not told. */
export function findGapsBetween({ firstAt, lastAt, readings }: Summaries, range: Silence): Gap[] {
  const within = firstAt.map((first, index) =>
    (readings[index] as number) > 1 ? ((lastAt[index] as number) - first) / ((readings[index] as number) - 1) : 0,
  );
  const between = firstAt.slice(1).map((first, index) => first - (lastAt[index] as number));
  const intervals = within.some((interval) => interval > 0) ? within.filter((interval) => interval > 0) : between;
  return gapsBetween(firstAt, lastAt, limitOf(range, intervals), range);
}

const limitOf = ({ silenceMsMax }: Silence, intervals: Float64Array): number =>
  silenceMsMax ?? Math.max(SILENCE_MS_LEAST, UNUSUAL_INTERVALS * medianOf(intervals));

function gapsBetween(starts: Float64Array, ends: Float64Array, limit: number, { from, to, now }: Silence): Gap[] {
  const end = Math.min(to, now);
  const gaps: Gap[] = [];
  let before = from;
  starts.forEach((start, index) => {
    if (start - before > limit) gaps.push({ from: before, to: start });
    before = ends[index] as number;
  });
  if (end - before > limit) gaps.push({ from: before, to: end });
  return gaps;
}

const medianOf = (intervals: Float64Array): number => intervals.sort()[Math.floor(intervals.length / 2)] ?? 0;
