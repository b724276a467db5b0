import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** A UTC day, such as `2026-11-24`. */
export type Day = string;

/** What is known of a part once it is verified. Times are Unix milliseconds. */
export type PartContent = {
  readonly readings: number;
  readonly devices: number;
  readonly firstDeviceId: string;
  readonly lastDeviceId: string;
  readonly firstMeasuredAt: number;
  readonly lastMeasuredAt: number;
  readonly size: number;
  /** Of the object, lower-case hexadecimal. */
  readonly sha256: string;
  /** Of the readings in it, whatever the form. */
  readonly contentSha256: string;
};

export type PartRef = { readonly day: Day; readonly part: number; readonly objectKey: string };
export type ColdPart = PartRef & PartContent & { readonly state: "cold" | "restored"; readonly coldAt: number };

const FIELDS = `day::text, part, object_key AS "objectKey", state, readings::float8, devices,
  first_device_id AS "firstDeviceId", last_device_id AS "lastDeviceId",
  extract(epoch FROM first_measured_at)::float8 * 1000 AS "firstMeasuredAt",
  extract(epoch FROM last_measured_at)::float8 * 1000 AS "lastMeasuredAt",
  size::float8, sha256, content_sha256 AS "contentSha256", extract(epoch FROM cold_at)::float8 * 1000 AS "coldAt"`;

/** A query that began before a restore ended may have looked for its readings in the store too early: it finds them here. */
const RESTORED_READ_MS = 5 * 60_000;

/**
 * The parts that can hold readings of a device within a range, in the order in which their readings stand: of two at one
 * instant, that of the first part.
 * @param range `from` inclusive, `to` exclusive, Unix milliseconds.
 */
export const listReadableParts = (
  db: Database,
  tenantId: string,
  deviceId: string,
  range: { readonly from: number; readonly to: number },
): Promise<ColdPart[]> =>
  readAsTenant<ColdPart>(
    db,
    tenantId,
    `SELECT ${FIELDS} FROM series.cold_parts
     WHERE tenant_id = $1 AND day BETWEEN ($3::timestamptz AT TIME ZONE 'UTC')::date AND ($4::timestamptz AT TIME ZONE 'UTC')::date
       AND (state = 'cold' OR state = 'restored' AND restored_at > now() - make_interval(secs => $5))
       AND first_device_id <= $2 AND last_device_id >= $2 AND first_measured_at < $4 AND last_measured_at >= $3
     ORDER BY day, part`,
    [tenantId, deviceId, new Date(range.from), new Date(range.to), RESTORED_READ_MS / 1000],
  );

/** A tenant's verified parts of some days, both included. */
export const listParts = (db: Database, tenantId: string, days: { from: Day; to: Day }): Promise<ColdPart[]> =>
  readAsTenant<ColdPart>(
    db,
    tenantId,
    `SELECT ${FIELDS} FROM series.cold_parts
     WHERE tenant_id = $1 AND day BETWEEN $2::date AND $3::date AND state IN ('cold', 'restored') ORDER BY day, part`,
    [tenantId, days.from, days.to],
  );

/** Takes the next number of a day for a part that is to be written. @param keyOf the object's key by its number. */
export async function claimPart(
  tx: WorkerTx,
  tenantId: string,
  claim: { readonly day: Day; readonly now: number; readonly keyOf: (part: number) => string },
): Promise<PartRef> {
  const { day, now, keyOf } = claim;
  await tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended('series.cold_parts', hashtext($1)))", [
    tenantId,
  ]);
  const { rows } = await tx.client.query(
    `SELECT coalesce(max(part), 0) + 1 AS part FROM series.cold_parts WHERE tenant_id = $1 AND day = $2`,
    [tenantId, day],
  );
  const part: number = rows[0].part;
  const objectKey = keyOf(part);
  await tx.client.query(
    `INSERT INTO series.cold_parts (tenant_id, day, part, state, object_key, started_at) VALUES ($1, $2, $3, 'writing', $4, $5)`,
    [tenantId, day, part, objectKey, new Date(now)],
  );
  return { day, part, objectKey };
}

/**
 * Records a part as verified.
 * @returns false where it was given up meanwhile: whoever holds its rows must not delete them then.
 */
export async function recordCold(
  tx: WorkerTx,
  tenantId: string,
  { day, part }: PartRef,
  content: PartContent,
  now: number,
): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `UPDATE series.cold_parts SET state = 'cold', cold_at = $4, readings = $5, devices = $6, first_device_id = $7,
       last_device_id = $8, first_measured_at = $9, last_measured_at = $10, size = $11, sha256 = $12, content_sha256 = $13
     WHERE tenant_id = $1 AND day = $2 AND part = $3 AND state = 'writing'`,
    [
      ...[tenantId, day, part, new Date(now), content.readings, content.devices, content.firstDeviceId],
      ...[content.lastDeviceId, new Date(content.firstMeasuredAt), new Date(content.lastMeasuredAt), content.size],
      ...[content.sha256, content.contentSha256],
    ],
  );
  return rowCount === 1;
}

/** Gives up a part that was never finished. @returns false where it was. */
export async function dropPart(tx: WorkerTx, tenantId: string, { day, part }: PartRef): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `UPDATE series.cold_parts SET state = 'dropped' WHERE tenant_id = $1 AND day = $2 AND part = $3 AND state = 'writing'`,
    [tenantId, day, part],
  );
  return rowCount === 1;
}

/** Parts whose writing began before an instant and never ended. */
export const listAbandoned = (db: Database, tenantId: string, startedBefore: number): Promise<PartRef[]> =>
  readAsTenant<PartRef>(
    db,
    tenantId,
    `SELECT day::text, part, object_key AS "objectKey" FROM series.cold_parts
     WHERE tenant_id = $1 AND state = 'writing' AND started_at < $2 ORDER BY day, part`,
    [tenantId, new Date(startedBefore)],
  );

/** From now on a day does not go cold before this instant. */
export async function keepHot(
  tx: WorkerTx,
  tenantId: string,
  days: { readonly from: Day; readonly to: Day },
  until: number,
): Promise<void> {
  await tx.client.query(
    `UPDATE series.cold_parts SET keep_hot_until = $4
     WHERE tenant_id = $1 AND day BETWEEN $2 AND $3 AND state IN ('cold', 'restored')`,
    [tenantId, days.from, days.to, new Date(until)],
  );
}

/** Its readings are in the store again: readers stop looking for them here. */
export async function recordRestored(tx: WorkerTx, tenantId: string, { day, part }: PartRef): Promise<void> {
  await tx.client.query(
    `UPDATE series.cold_parts SET state = 'restored', restored_at = clock_timestamp()
     WHERE tenant_id = $1 AND day = $2 AND part = $3 AND state = 'cold'`,
    [tenantId, day, part],
  );
}

/**
 * A restored day may go cold again: its parts, which are still there, are read again, and what the store has of them can go.
 * Readers who find a reading in both take it once.
 */
export async function endRestored(tx: WorkerTx, tenantId: string, day: Day, now: number): Promise<void> {
  await tx.client.query(
    `UPDATE series.cold_parts SET state = 'cold'
     WHERE tenant_id = $1 AND day = $2 AND state = 'restored' AND keep_hot_until <= $3`,
    [tenantId, day, new Date(now)],
  );
}
