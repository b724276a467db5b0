import { fault } from "@outstation/kit/fault";

export type Method = "min-max" | "lttb";
export type Level = "readings" | "minutes" | "hours" | "days";

/** What a range and a number of pixels make of a question: where it is answered from, and in which buckets. */
export type SeriesPlan = {
  readonly level: Level;
  readonly bucketMs: number;
  /** What is read. Buckets lie on the clock (UTC); where they come from rollups the range is widened to whole ones. */
  readonly from: number;
  readonly to: number;
};

export const LIMITS = {
  points: 50,
  /** Points times buckets: about 8 MB of answer. */
  buckets: 50_000,
  rangeDays: 3660,
  /** What one answer looks at reading by reading: about 0.3 s. */
  readings: 2_000_000,
} as const;

const MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

type Range = { readonly from: number; readonly to: number };

/** @throws Fault `series.range_invalid`, `series.range_too_wide`, `series.too_many_points`, `series.too_many_buckets` */
export function assertWithinLimits({ from, to }: Range, points: number, buckets: number): void {
  if (!(from < to)) throw fault("series.range_invalid", "The range must end after it begins.");
  const days = (to - from) / MS.days;
  if (days > LIMITS.rangeDays)
    throw fault(
      "series.range_too_wide",
      `The range spans ${Math.ceil(days)} days; the limit is ${LIMITS.rangeDays}. Ask for a shorter one.`,
      { days, limit: LIMITS.rangeDays },
    );
  if (points > LIMITS.points)
    throw fault(
      "series.too_many_points",
      `You asked for ${points} points; the limit is ${LIMITS.points} at once. Ask in several calls.`,
      { points, limit: LIMITS.points },
    );
  if (points * buckets > LIMITS.buckets)
    throw fault(
      "series.too_many_buckets",
      `${points} points in ${buckets} buckets are ${points * buckets}; the limit is ${LIMITS.buckets}. Ask for fewer of either.`,
      { buckets: points * buckets, limit: LIMITS.buckets },
    );
}

/** @throws Fault `series.too_many_readings` */
export function assertReadable(readings: number): void {
  if (readings <= LIMITS.readings) return;
  throw fault(
    "series.too_many_readings",
    `The method "lttb" looks at every reading, and the range has ${readings}; the limit is ${LIMITS.readings}. Ask for a shorter range, or for "min-max".`,
    { readings, limit: LIMITS.readings },
  );
}

/**
 * Rollups answer where a bucket is as wide as theirs, so that what is read grows with the pixels and not with the range: at
 * most 2,000 buckets are 33 hours of readings, or 2,000 spans of 60 minutes, or of 24 hours.
 * @param least the finest level to answer from.
 */
export function planSeries({ from, to }: Range, buckets: number, least: Level = "readings"): SeriesPlan {
  const wanted = Math.max(1, Math.ceil((to - from) / buckets), least === "readings" ? 1 : MS[least]);
  const level =
    wanted >= MS.days ? "days" : wanted >= MS.hours ? "hours" : wanted >= MS.minutes ? "minutes" : "readings";
  const unit = level === "readings" ? 1 : MS[level];
  const bucketMs = Math.ceil(wanted / unit) * unit;
  if (level === "readings") return { level, bucketMs, from, to };
  return { level, bucketMs, from: Math.floor(from / bucketMs) * bucketMs, to: Math.ceil(to / bucketMs) * bucketMs };
}
