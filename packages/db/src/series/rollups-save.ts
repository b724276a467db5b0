import type { WorkerTx } from "../worker";
import { MS_PER_DAY, type Summaries, sliceSummaries } from "./rollups";
import { decodeSummaries, encodeSummaries } from "./rollups-codec";
import { joinSummaries } from "./rollups-join";
import { MS_PER_HOUR } from "./rows";

/** A device's hour, or its day. */
export type HourKey = readonly [tenantId: string, deviceId: string, at: Date];

/** One point's hour on its way into its block and its rollups. */
export type SealedPoint = {
  readonly point: number;
  readonly readings: number;
  readonly body: Buffer;
  readonly minutes: Buffer;
  /** The hour as its block has it, and what of it the rollups have not counted. */
  readonly whole: Summaries;
  readonly added: Summaries;
  /** How many readings of the block the rollups should have counted before. */
  readonly counted: number;
};

const SAVE_ROLLUPS = `
  INSERT INTO series.rollups (tenant_id, device_id, point, day, readings, uncertain, bad, numbers, minimum, maximum, total, first_at, last_at, hours)
  SELECT $1, $2, point, ($3::timestamptz AT TIME ZONE 'UTC')::date, readings, uncertain, bad, numbers,
    nullif(minimum, 'NaN'), nullif(maximum, 'NaN'), coalesce(nullif(total, 'NaN'), 0),
    to_timestamp(first_at / 1000), to_timestamp(last_at / 1000), hours
  FROM unnest($4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::bytea[])
    AS rollup (point, readings, uncertain, bad, numbers, minimum, maximum, total, first_at, last_at, hours)
  ON CONFLICT (tenant_id, device_id, point, day) DO UPDATE SET readings = excluded.readings, uncertain = excluded.uncertain,
    bad = excluded.bad, numbers = excluded.numbers, minimum = excluded.minimum, maximum = excluded.maximum, total = excluded.total,
    first_at = excluded.first_at, last_at = excluded.last_at, hours = excluded.hours`;

/** Corrects the day's rollups of some points by one of its hours. @param at the day. */
export async function saveRollups(
  tx: WorkerTx,
  at: HourKey,
  hour: number,
  points: readonly SealedPoint[],
): Promise<void> {
  const { rows } = await tx.client.query(
    `SELECT point, hours FROM series.rollups
     WHERE tenant_id = $1 AND device_id = $2 AND day = ($3::timestamptz AT TIME ZONE 'UTC')::date AND point = ANY($4::int[])`,
    [...at, points.map(({ point }) => point)],
  );
  const known = new Map<number, Summaries>(rows.map((row) => [row.point, decodeSummaries(row.hours)]));
  const hours = points.map((point) => rollHour(known.get(point.point), hour, point));
  const days = hours.map((each) => joinSummaries([each], MS_PER_DAY));
  const column = (key: Exclude<keyof Summaries, "lastValues">) => days.map((day) => day[key][0]);
  await tx.client.query(SAVE_ROLLUPS, [
    ...at,
    points.map(({ point }) => point),
    column("readings"),
    column("uncertain"),
    column("bad"),
    column("numbers"),
    column("minimum"),
    column("maximum"),
    column("total"),
    column("firstAt"),
    column("lastAt"),
    hours.map((each) => encodeSummaries(each, MS_PER_HOUR)),
  ]);
}

/**
 * The day's hours with this one corrected: made anew from its block, or, where the rollups count readings that left for the
 * cold tier, what is new added to them.
 */
function rollHour(known: Summaries | undefined, hour: number, { whole, added, counted }: SealedPoint): Summaries {
  if (known === undefined) return whole;
  const index = known.startAt.indexOf(hour);
  if (index < 0) return joinSummaries([known, whole], MS_PER_HOUR);
  if (known.readings[index] !== counted) return joinSummaries([known, added], MS_PER_HOUR);
  const others = [sliceSummaries(known, -Infinity, hour), sliceSummaries(known, hour + MS_PER_HOUR, Infinity)];
  return joinSummaries([...others, whole], MS_PER_HOUR);
}
