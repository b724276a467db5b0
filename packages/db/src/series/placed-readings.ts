import type { PlacedColumns } from "./rows";
import type { Extra } from "./samples";

/** One reading on its way into a row. */
export type PlacedReading = {
  readonly point: number;
  readonly measuredAt: number;
  readonly number: number;
  readonly quality: number;
  readonly extra: Extra | undefined;
};

/** Single readings in columns. */
export function toPlacedColumns(readings: readonly PlacedReading[]): PlacedColumns {
  const areAllGood = readings.every(({ quality }) => quality === 0);
  const haveNoExtra = readings.every(({ extra }) => extra === undefined);
  return {
    points: readings.map(({ point }) => point),
    measuredAt: readings.map(({ measuredAt }) => measuredAt),
    numbers: readings.map(({ number }) => number),
    qualities: areAllGood ? null : readings.map(({ quality }) => quality),
    extras: haveNoExtra ? null : readings.map(({ extra }) => extra),
  };
}
