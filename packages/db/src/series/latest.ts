import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";
import type { ReadingValue } from "./values";

/** `[measuredAt, value, quality, receivedAt]`, times in Unix milliseconds, quality 0 good, 1 uncertain, 2 bad. */
export type LatestValue = readonly [measuredAt: number, value: ReadingValue, quality: number, receivedAt: number];
/** By point number. */
export type LatestValues = Readonly<Record<string, LatestValue>>;
export type DeviceLatest = { readonly deviceId: string; readonly receivedAt: number; readonly latest: LatestValues };

/** Takes newer values in; an older or equally old one never moves a last value backwards. */
export function mergeLatest(current: LatestValues, update: LatestValues): LatestValues {
  const merged: Record<string, LatestValue> = { ...current };
  for (const [point, value] of Object.entries(update)) {
    const known = merged[point];
    if (known === undefined || value[0] > known[0]) merged[point] = value;
  }
  return merged;
}

/** Merges updates, one a device, into what is stored. One row a device: a third of the cost of one a point (facts/performance 1c). */
export async function saveLatest(tx: WorkerTx, tenantId: string, updates: readonly DeviceLatest[]): Promise<void> {
  const ids = updates.map(({ deviceId }) => deviceId);
  let current = await lockLatest(tx, tenantId, ids);
  if (current.size < ids.length) {
    // A row that is not there cannot be locked: of two workers that meet a device first, one would overwrite the other.
    await tx.client.query(
      `INSERT INTO series.latest (tenant_id, device_id, received_at, latest)
       SELECT $1, device_id, to_timestamp(0), '{}' FROM unnest($2::uuid[]) AS device_id ORDER BY device_id ON CONFLICT DO NOTHING`,
      [tenantId, ids],
    );
    current = await lockLatest(tx, tenantId, ids);
  }
  await tx.client.query(
    `INSERT INTO series.latest AS known (tenant_id, device_id, received_at, latest)
     SELECT $1, device_id, to_timestamp(received_at / 1000), latest
     FROM unnest($2::uuid[], $3::float8[], $4::jsonb[]) AS update (device_id, received_at, latest)
     ON CONFLICT (tenant_id, device_id) DO UPDATE
       SET latest = excluded.latest, received_at = greatest(known.received_at, excluded.received_at)`,
    [
      tenantId,
      ids,
      updates.map(({ receivedAt }) => receivedAt),
      updates.map(({ deviceId, latest }) => JSON.stringify(mergeLatest(current.get(deviceId) ?? {}, latest))),
    ],
  );
}

async function lockLatest(tx: WorkerTx, tenantId: string, ids: readonly string[]): Promise<Map<string, LatestValues>> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", latest FROM series.latest
     WHERE tenant_id = $1 AND device_id = ANY($2::uuid[]) ORDER BY device_id FOR UPDATE`,
    [tenantId, ids],
  );
  return new Map(rows.map((row) => [row.deviceId, row.latest]));
}

/** The last values of one device, or of all the tenant's devices. */
export const listLatest = (db: Database, tenantId: string, deviceId: string | null = null): Promise<DeviceLatest[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT device_id AS "deviceId", extract(epoch FROM received_at)::float8 * 1000 AS "receivedAt", latest
     FROM series.latest WHERE tenant_id = $1 AND ($2::uuid IS NULL OR device_id = $2)`,
    [tenantId, deviceId],
  );
