import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";
import { decodeBlock } from "./block-codec";
import type { Day } from "./cold-parts";
import { type Extra, eachSample, type Sample, type Samples, toSamples } from "./samples";

/** The readings of one point as the store has them, with when they were received: NaN where that was not kept. */
export type StoredSamples = Samples & { readonly receivedAt: Float64Array };

export type StoredDevice = { readonly id: string; readonly readings: number };

const MS_PER_DAY = 86_400_000;
const startOf = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const boundsOf = (day: Day): [Date, Date] => [startOf(day), new Date(startOf(day).getTime() + MS_PER_DAY)];

/** The days of the store's partitions before a day, oldest first. */
export async function listStoreDays(db: Database, before: Day): Promise<Day[]> {
  const { rows } = await db.reads.query(
    `SELECT to_char(to_date(right(relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') AS day
     FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'series.readings'::regclass AND to_date(right(relname, 8), 'YYYYMMDD') < $1::date ORDER BY 1`,
    [before],
  );
  return rows.map(({ day }) => day);
}

/** Of these days those that have a row of the tenant and are not kept in the store after `now`. */
export async function listDueDays(db: Database, tenantId: string, days: readonly Day[], now: number): Promise<Day[]> {
  const rows = await readAsTenant<{ day: Day }>(
    db,
    tenantId,
    `SELECT day::text FROM unnest($2::date[]) AS day, LATERAL (
       SELECT day::timestamp AT TIME ZONE 'UTC' AS begins, (day + 1)::timestamp AT TIME ZONE 'UTC' AS ends) AS bounds
     WHERE (EXISTS (SELECT FROM series.readings WHERE tenant_id = $1 AND measured_at >= begins AND measured_at < ends)
            OR EXISTS (SELECT FROM series.blocks WHERE tenant_id = $1 AND hour >= begins AND hour < ends))
       AND NOT EXISTS (SELECT FROM series.cold_parts WHERE tenant_id = $1 AND cold_parts.day = bounds.begins::date
                         AND keep_hot_until > $3)
     ORDER BY day`,
    [tenantId, days, new Date(now)],
  );
  return rows.map(({ day }) => day);
}

/** Drops a day's partitions if no tenant has a row in them. */
export async function dropEmptyDay(db: Database, day: Day): Promise<boolean> {
  const { rows } = await db.workers.query("SELECT series.drop_empty_day($1::date) AS dropped", [day]);
  return rows[0].dropped;
}

/** Whether nobody else moves this tenant's days; held until the transaction ends. */
export async function lockColdTier(tx: WorkerTx, tenantId: string): Promise<boolean> {
  const { rows } = await tx.client.query(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('series.cold_tier', hashtext($1))) AS held",
    [tenantId],
  );
  return rows[0].held;
}

/** The devices with rows on a day, by id, with about how many readings each. */
export async function listStoredDevices(tx: WorkerTx, tenantId: string, day: Day): Promise<StoredDevice[]> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS id, sum(readings)::float8 AS readings FROM (
       SELECT device_id, cardinality(points)::bigint AS readings FROM series.readings
       WHERE tenant_id = $1 AND measured_at >= $2 AND measured_at < $3
       UNION ALL
       SELECT device_id, readings FROM series.blocks WHERE tenant_id = $1 AND hour >= $2 AND hour < $3) AS stored
     GROUP BY device_id ORDER BY device_id`,
    [tenantId, ...boundsOf(day)],
  );
  return rows;
}

const FRESH = `
  SELECT extract(epoch FROM measured_at)::float8 * 1000 AS "measuredAt", extract(epoch FROM received_at)::float8 * 1000 AS "receivedAt",
         points, offsets_ms AS "offsetsMs", numbers, qualities, extras
  FROM series.readings WHERE tenant_id = $1 AND device_id = $2 AND measured_at >= $3 AND measured_at < $4
  ORDER BY measured_at, boot, seq`;

type FreshRow = {
  measuredAt: number;
  receivedAt: number;
  points: number[];
  offsetsMs: number[] | null;
  numbers: number[];
  qualities: number[] | null;
  extras: Record<string, Extra> | null;
};

/** A sample and when it was received. */
type Received = Sample & { readonly receivedAt: number };

/**
 * Everything the store has of one device on one day, point by point in ascending order, exactly as readers are answered: of two
 * values at one instant the sealed one, then that of the first row.
 */
export async function* readStoredDay(
  tx: WorkerTx,
  tenantId: string,
  deviceId: string,
  day: Day,
): AsyncGenerator<{ readonly point: number; readonly samples: StoredSamples }> {
  const at = [tenantId, deviceId, ...boundsOf(day)];
  const blocks = new Map<number, Buffer[]>();
  const sealed = await tx.client.query(
    `SELECT point, body FROM series.blocks
     WHERE tenant_id = $1 AND device_id = $2 AND hour >= $3 AND hour < $4 ORDER BY point, hour`,
    at,
  );
  for (const { point, body } of sealed.rows) blocks.set(point, [...(blocks.get(point) ?? []), body]);
  const fresh = freshByPoint((await tx.client.query(FRESH, at)).rows);
  for (const point of [...new Set([...blocks.keys(), ...fresh.keys()])].sort((a, b) => a - b))
    yield { point, samples: join(blocks.get(point) ?? [], fresh.get(point) ?? []) };
}

function freshByPoint(rows: readonly FreshRow[]): Map<number, Received[]> {
  const points = new Map<number, Received[]>();
  for (const row of rows)
    row.points.forEach((point, index) => {
      const received = points.get(point) ?? [];
      points.set(point, received);
      received.push({
        measuredAt: row.measuredAt + (row.offsetsMs?.[index] ?? 0),
        number: row.numbers[index] as number,
        quality: row.qualities?.[index] ?? 0,
        extra: row.extras?.[String(index)],
        receivedAt: row.receivedAt,
      });
    });
  return points;
}

function join(blocks: readonly Buffer[], fresh: readonly Received[]): StoredSamples {
  const sealed = blocks.flatMap((body) => [...eachSample(decodeBlock(body))]);
  const samples = toSamples([...sealed, ...fresh]);
  const receivedAt = new Float64Array(samples.measuredAt.length).fill(Number.NaN);
  if (fresh.length === 0) return { ...samples, receivedAt };
  // Sealed ones stand, and of the fresh ones the first: taken in reverse, the last write is the one that stands.
  const known = new Map<number, number>();
  for (const reading of fresh.toReversed()) known.set(reading.measuredAt, reading.receivedAt);
  for (const { measuredAt } of sealed) known.delete(measuredAt);
  samples.measuredAt.forEach((measuredAt, index) => {
    receivedAt[index] = known.get(measuredAt) ?? Number.NaN;
  });
  return { ...samples, receivedAt };
}

/** Deletes what these devices have on a day: under REPEATABLE READ exactly the rows that were read, or it fails. */
export async function deleteStoredDay(
  tx: WorkerTx,
  tenantId: string,
  deviceIds: readonly string[],
  day: Day,
): Promise<void> {
  const at = [tenantId, deviceIds, ...boundsOf(day)];
  await tx.client.query(
    `DELETE FROM series.readings
     WHERE tenant_id = $1 AND device_id = ANY($2::uuid[]) AND measured_at >= $3 AND measured_at < $4`,
    at,
  );
  await tx.client.query(
    `DELETE FROM series.blocks WHERE tenant_id = $1 AND device_id = ANY($2::uuid[]) AND hour >= $3 AND hour < $4`,
    at,
  );
}

export type DeviceNames = { readonly key: string; readonly points: ReadonlyMap<number, string> };

/** What people call some devices and their points, by device id. */
export async function listDeviceNames(
  tx: WorkerTx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, DeviceNames>> {
  const { rows } = await tx.client.query(
    `SELECT devices.id, key, no, points.name FROM devices LEFT JOIN points ON points.tenant_id = $1 AND device_id = devices.id
     WHERE devices.tenant_id = $1 AND devices.id = ANY($2::uuid[])`,
    [tenantId, deviceIds],
  );
  const devices = new Map<string, { key: string; points: Map<number, string> }>();
  for (const { id, key, no, name } of rows) {
    const device = devices.get(id) ?? { key, points: new Map() };
    devices.set(id, device);
    if (no !== null) device.points.set(no, name);
  }
  return devices;
}
