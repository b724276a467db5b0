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

/** Updates of one tenant, one a device. */
export type TenantLatest = { readonly tenantId: string; readonly updates: readonly DeviceLatest[] };

const ADD = `
  SELECT device_id AS "deviceId"
  FROM series.add_latest($1::uuid[], $2::int[], $3::uuid[], $4::float8[], $5::jsonb[], $6::bigint[], $7::bigint[])`;

/**
 * Takes updates in, each tenant's under its policy, outside `asTenant`; tenants are named once and in ascending order, so that two
 * workers never wait for each other in a circle. One row a device: a third of the cost of one a point (facts/performance 1c). What
 * is newer than everything known is put beside it, all in one statement; only late and simultaneous values are compared one by one.
 */
export async function saveLatest(tx: WorkerTx, tenants: readonly TenantLatest[]): Promise<void> {
  const all = tenants.flatMap(({ updates }) => updates);
  if (all.length === 0) return;
  const times = all.map(({ latest }) => Object.values(latest).map(([measuredAt]) => measuredAt));
  const { rows } = await tx.client.query(ADD, [
    tenants.map(({ tenantId }) => tenantId),
    tenants.map(({ updates }) => updates.length),
    all.map(({ deviceId }) => deviceId),
    all.map(({ receivedAt }) => receivedAt),
    all.map(({ latest }) => JSON.stringify(latest)),
    times.map((own) => Math.min(...own)),
    times.map((own) => Math.max(...own)),
  ]);
  if (rows.length === 0) return;
  const rest = new Set(rows.map(({ deviceId }) => deviceId));
  for (const { tenantId, updates } of tenants) {
    const own = updates.filter(({ deviceId }) => rest.has(deviceId));
    if (own.length > 0) await tx.asTenant(tenantId, () => mergeEach(tx, tenantId, own));
  }
}

async function mergeEach(tx: WorkerTx, tenantId: string, updates: readonly DeviceLatest[]): Promise<void> {
  const ids = updates.map(({ deviceId }) => deviceId);
  // A row that is not there cannot be locked: of two workers that meet a device first, one would overwrite the other.
  await tx.client.query(
    `INSERT INTO series.latest (tenant_id, device_id, received_at, latest, newest_ms)
     SELECT $1, device_id, to_timestamp(0), '{}', 0 FROM unnest($2::uuid[]) AS device_id ORDER BY device_id ON CONFLICT DO NOTHING`,
    [tenantId, ids],
  );
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", latest FROM series.latest
     WHERE tenant_id = $1 AND device_id = ANY($2::uuid[]) ORDER BY device_id FOR UPDATE`,
    [tenantId, ids],
  );
  const current = new Map<string, LatestValues>(rows.map((row) => [row.deviceId, row.latest]));
  const merged = updates.map(({ deviceId, latest }) => mergeLatest(current.get(deviceId) ?? {}, latest));
  await tx.client.query(
    `UPDATE series.latest AS known SET latest = update.latest, newest_ms = update.newest,
       received_at = greatest(known.received_at, to_timestamp(update.received_at / 1000))
     FROM unnest($2::uuid[], $3::float8[], $4::jsonb[], $5::bigint[]) AS update (device_id, received_at, latest, newest)
     WHERE known.tenant_id = $1 AND known.device_id = update.device_id`,
    [
      tenantId,
      ids,
      updates.map(({ receivedAt }) => receivedAt),
      merged.map((latest) => JSON.stringify(latest)),
      merged.map((latest) => Object.values(latest).reduce((newest, [measuredAt]) => Math.max(newest, measuredAt), 0)),
    ],
  );
}
