import type { Extra } from "./samples";

export const MS_PER_HOUR = 3_600_000;
export const hourOf = (measuredAt: number): number => Math.floor(measuredAt / MS_PER_HOUR) * MS_PER_HOUR;

/** One array row: the readings of one message that fall into one UTC hour. Times are Unix milliseconds. */
export type ReadingRow = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly measuredAt: number;
  readonly boot: number;
  readonly seq: number;
  readonly receivedAt: number;
  readonly points: readonly number[];
  readonly offsetsMs: readonly number[] | null;
  readonly numbers: readonly number[];
  readonly qualities: readonly number[] | null;
  readonly extras: Readonly<Record<string, Extra>> | null;
};

/** One reading on its way into a row. */
export type PlacedReading = {
  readonly point: number;
  readonly measuredAt: number;
  readonly number: number;
  readonly quality: number;
  readonly extra: Extra | undefined;
};

type Message = Pick<ReadingRow, "tenantId" | "deviceId" | "boot" | "seq" | "receivedAt">;

/** Lays a message's readings out in rows, one for each hour they touch; nearly always one. */
export function toRows(message: Message, readings: readonly PlacedReading[]): ReadingRow[] {
  const hours = new Map<number, PlacedReading[]>();
  for (const reading of readings) {
    const hour = hourOf(reading.measuredAt);
    const same = hours.get(hour);
    if (same) same.push(reading);
    else hours.set(hour, [reading]);
  }
  return [...hours.values()].map((inHour) => toRow(message, inHour));
}

function toRow(message: Message, readings: readonly PlacedReading[]): ReadingRow {
  const measuredAt = readings.reduce((least, reading) => Math.min(least, reading.measuredAt), Infinity);
  const offsets = readings.map((reading) => reading.measuredAt - measuredAt);
  const qualities = readings.map(({ quality }) => quality);
  const extras = readings.flatMap(({ extra }, index) => (extra === undefined ? [] : [[String(index), extra] as const]));
  return {
    ...message,
    measuredAt,
    points: readings.map(({ point }) => point),
    offsetsMs: offsets.every((offset) => offset === 0) ? null : offsets,
    numbers: readings.map(({ number }) => number),
    qualities: qualities.every((quality) => quality === 0) ? null : qualities,
    extras: extras.length === 0 ? null : Object.fromEntries(extras),
  };
}
