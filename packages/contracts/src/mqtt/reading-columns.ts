import type { Reading, ReadingValue } from "./reading";

/** What a reading says besides a good number at its time. */
export type ReadingNote = Pick<Reading, "quality" | "status" | "context">;

/**
 * A message's readings, a column for each of their parts: the form for whoever handles every reading of the platform, where an
 * object a reading would be most of the work.
 */
export type ReadingColumns = {
  /** May be one array for all messages of the same points in the same order. */
  readonly points: readonly string[];
  /** Unix milliseconds. */
  readonly measuredAt: readonly number[];
  readonly values: readonly ReadingValue[];
  /** Null where every reading is a good number that says nothing more, as nearly all are. */
  readonly notes: readonly ReadingNote[] | null;
};

export function toColumns(readings: readonly Reading[]): ReadingColumns {
  const isPlain = readings.every(
    ({ value, quality, status, context }) =>
      typeof value === "number" && quality === "good" && status === undefined && context === undefined,
  );
  return {
    points: readings.map(({ point }) => point),
    measuredAt: readings.map(({ measuredAt }) => measuredAt),
    values: readings.map(({ value }) => value),
    notes: isPlain ? null : readings.map(({ point, measuredAt, value, ...note }) => note),
  };
}

/** The inverse of `toColumns`. */
export const toReadings = ({ points, measuredAt, values, notes }: ReadingColumns): Reading[] =>
  points.map((point, index) => ({
    point,
    value: values[index] as ReadingValue,
    measuredAt: measuredAt[index] as number,
    ...(notes?.[index] ?? { quality: "good" }),
  }));
