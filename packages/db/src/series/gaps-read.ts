import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import { type BootRow, type GapRow, type HourRow, ms } from "./gaps";

type Period = { readonly from: number; readonly to: number };

const COUNTS = "received::float8, missing::float8, unnumbered::float8, carried::float8";

/** What a device has in each hour of a period, in order; hours without anything are absent. */
export const listHours = (
  db: Database,
  tenantId: string,
  deviceId: string,
  { from, to }: Period,
): Promise<Omit<HourRow, "deviceId">[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT ${ms("hour", "hour")}, ${COUNTS} FROM series.completeness_hours
     WHERE tenant_id = $1 AND device_id = $2 AND hour >= $3 AND hour < $4 ORDER BY hour`,
    [tenantId, deviceId, new Date(from), new Date(to)],
  );

/** The first hour that a device has anything in; null where it has none. */
export async function findFirstHour(db: Database, tenantId: string, deviceId: string): Promise<number | null> {
  const [row] = await readAsTenant<{ hour: number | null }>(
    db,
    tenantId,
    `SELECT ${ms("min(hour)", "hour")} FROM series.completeness_hours WHERE tenant_id = $1 AND device_id = $2`,
    [tenantId, deviceId],
  );
  return row?.hour ?? null;
}

/** A device's gaps that touch a period, the newest first. */
export const listGaps = (
  db: Database,
  tenantId: string,
  deviceId: string,
  { from, to }: Period,
  gapsMax: number,
): Promise<(GapRow & { readonly boot: number; readonly quarantined: number })[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT boot::float8 AS boot, from_seq::float8 AS "from", to_seq::float8 AS "to", ${ms("after_measured_at", "after")},
            ${ms("before_measured_at", "before")}, ${ms("opened_at", "openedAt")}, cause, ${ms("healed_at", "healedAt")},
            (SELECT count(DISTINCT seq) FROM series.quarantined_messages AS kept JOIN devices ON devices.tenant_id = $1
               AND devices.id = $2 AND devices.key = kept.device_key
             WHERE kept.tenant_id = $1 AND kept.boot = gaps.boot AND kept.seq BETWEEN from_seq AND to_seq)::float8 AS quarantined
     FROM series.gaps WHERE tenant_id = $1 AND device_id = $2 AND greatest(before_measured_at, after_measured_at) >= $3
       AND least(before_measured_at, after_measured_at) < $4
     ORDER BY before_measured_at DESC, boot DESC, from_seq DESC LIMIT $5`,
    [tenantId, deviceId, new Date(from), new Date(to), gapsMax],
  );

/** A device's boots that reach into a period, and those on both sides of a time in it between two boots; the newest first. */
export const listBootSpans = (
  db: Database,
  tenantId: string,
  deviceId: string,
  { from, to }: Period,
  bootsMax: number,
): Promise<Pick<BootRow, "boot" | "lastSeq" | "earliestMeasuredAt" | "latestMeasuredAt">[]> =>
  readAsTenant(
    db,
    tenantId,
    `WITH spans AS (
       SELECT *, lead(latest_measured_at) OVER (ORDER BY boot) AS next_measured_at,
              lag(latest_measured_at) OVER (ORDER BY boot) AS previous_measured_at FROM series.boots
       WHERE tenant_id = $1 AND device_id = $2 ORDER BY boot DESC LIMIT 10000)
     SELECT boot::float8 AS boot, last_seq::float8 AS "lastSeq", ${ms("earliest_measured_at", "earliestMeasuredAt")},
            ${ms("latest_measured_at", "latestMeasuredAt")}
     FROM spans WHERE coalesce(next_measured_at, latest_measured_at) >= $3 AND least(earliest_measured_at, previous_measured_at) < $4
     ORDER BY boot DESC LIMIT $5`,
    [tenantId, deviceId, new Date(from), new Date(to), bootsMax],
  );

export type DeviceCounts = {
  readonly deviceId: string;
  readonly received: number;
  readonly missing: number;
  readonly unnumbered: number;
  readonly carried: number;
  readonly lastHour: number;
};

/** What each of a tenant's devices has in a period; devices without anything are absent. */
export const countByDevice = (db: Database, tenantId: string, { from, to }: Period): Promise<DeviceCounts[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT device_id AS "deviceId", sum(received)::float8 AS received, sum(missing)::float8 AS missing,
            sum(unnumbered)::float8 AS unnumbered, sum(carried)::float8 AS carried, ${ms("max(hour)", "lastHour")}
     FROM series.completeness_hours WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 GROUP BY device_id`,
    [tenantId, new Date(from), new Date(to)],
  );

/** How many gaps of each of a tenant's devices are open and touch a period. */
export const countOpenGaps = (
  db: Database,
  tenantId: string,
  { from, to }: Period,
): Promise<{ readonly deviceId: string; readonly gaps: number }[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT device_id AS "deviceId", count(*)::float8 AS gaps FROM series.gaps
     WHERE tenant_id = $1 AND healed_at IS NULL AND greatest(before_measured_at, after_measured_at) >= $2
       AND least(before_measured_at, after_measured_at) < $3 GROUP BY device_id`,
    [tenantId, new Date(from), new Date(to)],
  );
