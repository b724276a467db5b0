import type { Extra } from "./samples";

export const MS_PER_HOUR = 3_600_000;
export const hourOf = (measuredAt: number): number => Math.floor(measuredAt / MS_PER_HOUR) * MS_PER_HOUR;

/** Readings on their way into a row, a column for each part. */
export type PlacedColumns = {
  readonly points: readonly number[];
  /** Unix milliseconds. */
  readonly measuredAt: readonly number[];
  readonly numbers: readonly number[];
  /** Null means all good. */
  readonly qualities: readonly number[] | null;
  readonly extras: readonly (Extra | undefined)[] | null;
};

/** A message whose readings have their places. Times are Unix milliseconds. */
export type PlacedMessage = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly boot: number;
  readonly seq: number;
  readonly receivedAt: number;
  readonly columns: PlacedColumns;
};

/** One array row: readings of a device that fall into one UTC hour, of one message or of several that came together. */
export type ReadingRow = Omit<PlacedMessage, "columns"> & {
  /** Of its earliest reading. */
  readonly measuredAt: number;
  readonly readings: number;
  readonly parts: readonly PlacedColumns[];
};

/**
 * Messages of a device that come in one batch share rows up to here: a row costs Postgres as much as fifty readings in it. Many
 * more of them (2 kB), and Postgres would move the row's arrays out of it.
 */
const SHARED_READINGS_MAX = 100;

type OpenRow = { -readonly [K in keyof Omit<ReadingRow, "parts">]: ReadingRow[K] } & { parts: PlacedColumns[] };

/**
 * Lays messages out in rows. Numbered ones of one device, boot and hour share a row, under the first one's number; the others,
 * known by nothing but their row, have one each.
 */
export function layRows(messages: readonly PlacedMessage[]): ReadingRow[] {
  const rows: OpenRow[] = [];
  const open = new Map<string, OpenRow>();
  for (const message of messages)
    for (const part of inHours(message.columns)) {
      const measuredAt = earliestOf(part.measuredAt);
      const readings = part.points.length;
      const shared = open.get(message.deviceId);
      if (shared !== undefined && mayShare(shared, message, measuredAt, readings)) {
        shared.measuredAt = Math.min(shared.measuredAt, measuredAt);
        shared.receivedAt = Math.max(shared.receivedAt, message.receivedAt);
        shared.readings += readings;
        shared.parts.push(part);
        continue;
      }
      const { tenantId, deviceId, boot, seq, receivedAt } = message;
      const row: OpenRow = { tenantId, deviceId, boot, seq, receivedAt, measuredAt, readings, parts: [part] };
      rows.push(row);
      open.set(deviceId, row);
    }
  return rows;
}

function earliestOf(times: readonly number[]): number {
  let earliest = Infinity;
  for (let i = 0; i < times.length; i++) earliest = Math.min(earliest, times[i] as number);
  return earliest;
}

const mayShare = (row: OpenRow, { boot }: PlacedMessage, measuredAt: number, readings: number): boolean =>
  boot >= 0 &&
  row.boot === boot &&
  row.readings + readings <= SHARED_READINGS_MAX &&
  hourOf(row.measuredAt) === hourOf(measuredAt);

/** The readings of each hour they touch; nearly always one. */
function inHours(columns: PlacedColumns): PlacedColumns[] {
  const { measuredAt } = columns;
  if (measuredAt.length === 0) return [];
  const hour = hourOf(measuredAt[0] as number);
  if (measuredAt.every((at) => at >= hour && at < hour + MS_PER_HOUR)) return [columns];
  const hours = new Map<number, number[]>();
  for (const [index, at] of measuredAt.entries()) {
    const own = hours.get(hourOf(at));
    if (own) own.push(index);
    else hours.set(hourOf(at), [index]);
  }
  return Array.from(hours.values(), (indexes) => pick(columns, indexes));
}

function pick({ points, measuredAt, numbers, qualities, extras }: PlacedColumns, indexes: number[]): PlacedColumns {
  const of = <T>(column: readonly T[]): T[] => indexes.map((index) => column[index] as T);
  return {
    points: of(points),
    measuredAt: of(measuredAt),
    numbers: of(numbers),
    qualities: qualities && of(qualities),
    extras: extras && of(extras),
  };
}
