import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** What a device sent in a UTC hour, or by how much that changes. `hour` is its beginning in Unix milliseconds. */
export type DeviceHour = {
  readonly deviceId: string;
  readonly hour: number;
  readonly messages: number;
  readonly bytes: number;
};

/** Adds to a tenant's hours; one that was closed gets a new version. No device and hour twice. Inside `asTenant`. */
export async function addUsage(
  tx: WorkerTx,
  tenantId: string,
  changes: readonly DeviceHour[],
  now: number,
): Promise<void> {
  await tx.client.query(
    "SELECT metering.add($1, to_timestamp($2), $3::uuid[], $4::timestamptz[], $5::bigint[], $6::bigint[])",
    [
      tenantId,
      now / 1000,
      changes.map(({ deviceId }) => deviceId),
      changes.map(({ hour }) => new Date(hour)),
      changes.map(({ messages }) => messages),
      changes.map(({ bytes }) => bytes),
    ],
  );
}

/** Closes a tenant's open hours that began before `before`. @returns how many. Inside `asTenant`. */
export async function closeHours(tx: WorkerTx, tenantId: string, before: number, now: number): Promise<number> {
  const { rowCount } = await tx.client.query(
    `UPDATE metering.hours SET closed_at = to_timestamp($3)
     WHERE tenant_id = $1 AND closed_at IS NULL AND hour < to_timestamp($2)`,
    [tenantId, before / 1000, now / 1000],
  );
  return rowCount ?? 0;
}

/** Both ends are hours in Unix milliseconds, `to` exclusive. */
export type HourRange = { readonly from: number; readonly to: number };

/** The current version of a tenant's hours by device, in a worker's transaction. Inside `asTenant`. */
export async function listDeviceHours(tx: WorkerTx, tenantId: string, range: HourRange): Promise<DeviceHour[]> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", extract(epoch FROM hour)::float8 * 1000 AS hour, messages::float8, bytes::float8
     FROM metering.device_hours WHERE tenant_id = $1 AND replaced_at IS NULL
       AND hour >= to_timestamp($2) AND hour < to_timestamp($3)`,
    [tenantId, range.from / 1000, range.to / 1000],
  );
  return rows;
}

export type PeriodUnit = "hour" | "day" | "month";

export type PeriodUsage = {
  /** Its beginning in Unix milliseconds, UTC. */
  readonly start: number;
  readonly messages: number;
  readonly bytes: number;
  /** Distinct senders. */
  readonly devices: number;
  /** Whether every counted hour of it is closed. */
  readonly closed: boolean;
};

const TENANT_PERIODS = `
  WITH hours AS (
    SELECT * FROM metering.hours
    WHERE tenant_id = $1 AND replaced_at IS NULL AND hour >= to_timestamp($2) AND hour < to_timestamp($3)),
  sums AS (
    SELECT date_trunc($4, hour, 'UTC') AS start, sum(messages)::float8 AS messages, sum(bytes)::float8 AS bytes,
           max(devices) AS devices, bool_and(closed_at IS NOT NULL) AS closed FROM hours GROUP BY 1),
  senders AS (
    SELECT date_trunc($4, hour, 'UTC') AS start, count(DISTINCT device_id)::int AS devices FROM metering.device_hours
    WHERE $4 <> 'hour' AND tenant_id = $1 AND replaced_at IS NULL AND messages > 0
      AND hour >= to_timestamp($2) AND hour < to_timestamp($3) GROUP BY 1)
  SELECT extract(epoch FROM sums.start)::float8 * 1000 AS start, messages, bytes,
         coalesce(senders.devices, sums.devices) AS devices, closed
  FROM sums LEFT JOIN senders USING (start) ORDER BY 1`;

const DEVICE_PERIODS = `
  SELECT extract(epoch FROM date_trunc($4, hour, 'UTC'))::float8 * 1000 AS start, sum(mine.messages)::float8 AS messages,
         sum(mine.bytes)::float8 AS bytes, (sum(mine.messages) > 0)::int AS devices, bool_and(closed_at IS NOT NULL) AS closed
  FROM metering.device_hours AS mine JOIN metering.hours USING (tenant_id, hour)
  WHERE tenant_id = $1 AND mine.device_id = $5 AND mine.replaced_at IS NULL AND hours.replaced_at IS NULL
    AND hour >= to_timestamp($2) AND hour < to_timestamp($3)
  GROUP BY 1 ORDER BY 1`;

/** A tenant's usage by period, or one device's; a period without any is left out. */
export const listPeriods = (
  db: Database,
  tenantId: string,
  { from, to }: HourRange,
  unit: PeriodUnit,
  deviceId: string | null,
): Promise<PeriodUsage[]> => {
  const parameters = [tenantId, from / 1000, to / 1000, unit];
  return deviceId === null
    ? readAsTenant(db, tenantId, TENANT_PERIODS, parameters)
    : readAsTenant(db, tenantId, DEVICE_PERIODS, [...parameters, deviceId]);
};

export type DeviceUsage = {
  readonly deviceId: string;
  readonly messages: number;
  readonly bytes: number;
  /** The last hour in which it sent, its beginning in Unix milliseconds. */
  readonly lastHour: number;
};

/** What each device sent in a range, the one with the most bytes first, and how many there are. */
export async function listDeviceUsage(
  db: Database,
  tenantId: string,
  { from, to }: HourRange,
  devicesMax: number,
): Promise<{ readonly devices: DeviceUsage[]; readonly total: number }> {
  const rows = await readAsTenant<DeviceUsage & { total: number }>(
    db,
    tenantId,
    `SELECT device_id AS "deviceId", sum(messages)::float8 AS messages, sum(bytes)::float8 AS bytes,
            extract(epoch FROM max(hour))::float8 * 1000 AS "lastHour", count(*) OVER ()::int AS total
     FROM metering.device_hours WHERE tenant_id = $1 AND replaced_at IS NULL AND messages > 0
       AND hour >= to_timestamp($2) AND hour < to_timestamp($3)
     GROUP BY device_id ORDER BY bytes DESC, device_id LIMIT $4`,
    [tenantId, from / 1000, to / 1000, devicesMax],
  );
  return { devices: rows.map(({ total: _, ...device }) => device), total: rows[0]?.total ?? 0 };
}

export type HourVersion = PeriodUsage & {
  readonly version: number;
  readonly changedAt: number;
  readonly closedAt: number | null;
  readonly replacedAt: number | null;
};

const millisOf = (column: string, name: string) => `extract(epoch FROM ${column})::float8 * 1000 AS "${name}"`;

/** Every version of a tenant's hours in a range, oldest first: what an invoice that names (hour, version) was made of. */
export const listHourVersions = (db: Database, tenantId: string, { from, to }: HourRange): Promise<HourVersion[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT ${millisOf("hour", "start")}, messages::float8, bytes::float8, devices, closed_at IS NOT NULL AS closed, version,
            ${millisOf("changed_at", "changedAt")}, ${millisOf("closed_at", "closedAt")}, ${millisOf("replaced_at", "replacedAt")}
     FROM metering.hours WHERE tenant_id = $1 AND hour >= to_timestamp($2) AND hour < to_timestamp($3) ORDER BY hour, version`,
    [tenantId, from / 1000, to / 1000],
  );

/** The devices' parts of one version of an hour. */
export const listVersionDevices = (
  db: Database,
  tenantId: string,
  hour: number,
  version: number,
): Promise<DeviceHour[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT DISTINCT ON (device_id) device_id AS "deviceId", ${millisOf("hour", "hour")}, messages::float8, bytes::float8
     FROM metering.device_hours WHERE tenant_id = $1 AND hour = to_timestamp($2) AND version <= $3
     ORDER BY device_id, version DESC`,
    [tenantId, hour / 1000, version],
  );
