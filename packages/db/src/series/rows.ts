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
  const [first] = readings;
  if (first === undefined) return [];
  const hour = hourOf(first.measuredAt);
  if (readings.every(({ measuredAt }) => hourOf(measuredAt) === hour)) return [toRow(message, readings)];
  const hours = new Map<number, PlacedReading[]>();
  for (const reading of readings) {
    const own = hourOf(reading.measuredAt);
    const same = hours.get(own);
    if (same) same.push(reading);
    else hours.set(own, [reading]);
  }
  return Array.from(hours.values(), (inHour) => toRow(message, inHour));
}

/** One pass and one array a column: every reading of the platform comes through here. */
function toRow({ tenantId, deviceId, boot, seq, receivedAt }: Message, readings: readonly PlacedReading[]): ReadingRow {
  const count = readings.length;
  const measuredAt = readings.reduce((least, reading) => Math.min(least, reading.measuredAt), Infinity);
  const points = new Array<number>(count);
  const offsetsMs = new Array<number>(count);
  const numbers = new Array<number>(count);
  const qualities = new Array<number>(count);
  let someOffset = 0;
  let someQuality = 0;
  let extras: Record<string, Extra> | null = null;
  for (let index = 0; index < count; index++) {
    const reading = readings[index] as PlacedReading;
    points[index] = reading.point;
    numbers[index] = reading.number;
    someOffset |= offsetsMs[index] = reading.measuredAt - measuredAt;
    someQuality |= qualities[index] = reading.quality;
    if (reading.extra === undefined) continue;
    extras ??= {};
    extras[index] = reading.extra;
  }
  return {
    ...{ tenantId, deviceId, boot, seq, receivedAt, measuredAt, points, numbers, extras },
    offsetsMs: someOffset === 0 ? null : offsetsMs,
    qualities: someQuality === 0 ? null : qualities,
  };
}
