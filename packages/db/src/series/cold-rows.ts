import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";
import { decodeBlock } from "./block-codec";
import type { Day } from "./cold-parts";
import { concatSamples, type Samples } from "./samples";

export type StoredDevice = { readonly id: string; readonly readings: number };

const MS_PER_DAY = 86_400_000;
const startOf = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const boundsOf = (day: Day): [Date, Date] => [startOf(day), new Date(startOf(day).getTime() + MS_PER_DAY)];

/** A day of the store, and its partition: one that is made again after it was dropped is another. */
export type StoreDay = { readonly day: Day; readonly partition: number };

/** The days of the store's partitions before a day, oldest first. */
export async function listStoreDays(db: Database, before: Day): Promise<StoreDay[]> {
  const { rows } = await db.reads.query(
    `SELECT to_char(to_date(right(relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') AS day, pg_class.oid AS partition
     FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'series.readings'::regclass AND to_date(right(relname, 8), 'YYYYMMDD') < $1::date ORDER BY 1`,
    [before],
  );
  return rows;
}

/** Of these days those of which something of the tenant is sealed and which are not kept in the store after `now`. */
export async function listDueDays(db: Database, tenantId: string, days: readonly Day[], now: number): Promise<Day[]> {
  const rows = await readAsTenant<{ day: Day }>(
    db,
    tenantId,
    `SELECT day::text FROM unnest($2::date[]) AS day, LATERAL (
       SELECT day::timestamp AT TIME ZONE 'UTC' AS begins, (day + 1)::timestamp AT TIME ZONE 'UTC' AS ends) AS bounds
     WHERE EXISTS (SELECT FROM series.blocks WHERE tenant_id = $1 AND hour >= begins AND hour < ends)
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

/** The devices that have something sealed on a day, by id, with how many readings each. */
export async function listStoredDevices(tx: WorkerTx, tenantId: string, day: Day): Promise<StoredDevice[]> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS id, sum(readings)::float8 AS readings FROM series.blocks
     WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 GROUP BY device_id ORDER BY device_id`,
    [tenantId, ...boundsOf(day)],
  );
  return rows;
}

/**
 * What the store has sealed of one device on one day, point by point in ascending order. Rows that are not sealed yet are left
 * to the sealer, who counts them into the rollups; they go cold with a later part.
 */
export async function* readStoredDay(
  tx: WorkerTx,
  tenantId: string,
  deviceId: string,
  day: Day,
): AsyncGenerator<{ readonly point: number; readonly samples: Samples }> {
  const { rows } = await tx.client.query(
    `SELECT point, body FROM series.blocks
     WHERE tenant_id = $1 AND device_id = $2 AND hour >= $3 AND hour < $4 ORDER BY point, hour`,
    [tenantId, deviceId, ...boundsOf(day)],
  );
  const blocks = new Map<number, Buffer[]>();
  for (const { point, body } of rows as { point: number; body: Buffer }[]) {
    const hours = blocks.get(point);
    if (hours) hours.push(body);
    else blocks.set(point, [body]);
  }
  for (const [point, hours] of blocks) yield { point, samples: concatSamples(hours.map(decodeBlock)) };
}

/** Deletes what is sealed of these devices on a day: under REPEATABLE READ exactly the rows that were read, or it fails. */
export async function deleteStoredDay(
  tx: WorkerTx,
  tenantId: string,
  deviceIds: readonly string[],
  day: Day,
): Promise<void> {
  await tx.client.query(
    `DELETE FROM series.blocks WHERE tenant_id = $1 AND device_id = ANY($2::uuid[]) AND hour >= $3 AND hour < $4`,
    [tenantId, deviceIds, ...boundsOf(day)],
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
