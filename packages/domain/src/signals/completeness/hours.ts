import type { Gap } from "./ledger";

export const HOUR_MS = 3_600_000;
/** A gap is laid out over at most this many hours: a clock that jumped by years would otherwise fill a row an hour of them. */
export const GAP_HOURS_MAX = 1000;

export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

/**
 * How many messages of a gap were due in each hour: laid out evenly between the messages before and after, which is exact
 * for a sender that speaks at a steady rate. All of them in the hour of the message after where none came before.
 * @returns hour (Unix milliseconds) to count; the counts add up to the gap's.
 */
export function layOut({
  from,
  to,
  after,
  before,
}: Pick<Gap, "from" | "to" | "after" | "before">): Map<number, number> {
  const count = to - from + 1;
  const [start, end] = [Math.min(after ?? before, before), Math.max(after ?? before, before)];
  const first = hourOf(start);
  const step = HOUR_MS * Math.max(1, Math.ceil((end - first) / HOUR_MS / GAP_HOURS_MAX));
  const hours = new Map<number, number>();
  const interval = (end - start) / (count + 1);
  let laid = 0;
  for (let hour = first; laid < count; hour += step) {
    // The i-th is due at start + i × interval, i from 1 to count.
    const due = hour + step > end ? count : Math.min(count, Math.ceil((hour + step - start) / interval) - 1);
    if (due > laid) hours.set(hour, due - laid);
    laid = Math.max(laid, due);
  }
  return hours;
}

/** Adds up counts by hour; hours that come to nothing are left out. */
export function sumHours(parts: Iterable<readonly [hour: number, count: number]>): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [hour, count] of parts) sums.set(hour, (sums.get(hour) ?? 0) + count);
  for (const [hour, sum] of sums) if (sum === 0) sums.delete(hour);
  return sums;
}

/** How the missing of each hour change from one set of gaps to another. */
export function missingDelta(before: readonly Gap[], after: readonly Gap[]): Map<number, number> {
  const [gone, come] = [only(before, after), only(after, before)];
  return sumHours([
    ...come.flatMap((gap) => [...layOut(gap)]),
    ...gone.flatMap((gap) => [...layOut(gap)].map(([hour, count]) => [hour, -count] as const)),
  ]);
}

/** Those of one set that the other has not. */
function only(gaps: readonly Gap[], others: readonly Gap[]): Gap[] {
  const keyOf = ({ from, to, after, before }: Gap) => `${from}-${to}:${after}-${before}`;
  const known = new Set(others.map(keyOf));
  return gaps.filter((gap) => !known.has(keyOf(gap)));
}
