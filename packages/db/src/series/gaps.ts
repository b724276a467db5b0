import type { WorkerTx } from "../worker";

/** A run of sequence numbers that are missing, or were (`healedAt`). Times are Unix milliseconds. */
export type GapRow = {
  readonly from: number;
  readonly to: number;
  readonly after: number | null;
  readonly before: number;
  readonly openedAt: number;
  readonly cause: string;
  readonly healedAt: number | null;
};

export type BootRow = {
  readonly deviceId: string;
  readonly boot: number;
  readonly lastSeq: number;
  readonly lastMeasuredAt: number;
  readonly zeroMeasuredAt: number | null;
  readonly earliestMeasuredAt: number;
  readonly latestMeasuredAt: number;
};

type BootKey = { readonly deviceId: string; readonly boot: number };
export type PlacedGap = GapRow & BootKey;

/** Unix milliseconds. Multiplied as a numeric: as a float it may come out a hair before the hour. */
export const ms = (column: string, name: string) => `(extract(epoch FROM ${column}) * 1000)::float8 AS "${name}"`;

const BOOT = `device_id AS "deviceId", boot::float8 AS boot, last_seq::float8 AS "lastSeq", ${ms("last_measured_at", "lastMeasuredAt")},
  ${ms("zero_measured_at", "zeroMeasuredAt")}, ${ms("earliest_measured_at", "earliestMeasuredAt")},
  ${ms("latest_measured_at", "latestMeasuredAt")}`;

/** Of each key its boot, as far as it is known, the one before and the one after. */
export async function listBootsAround(tx: WorkerTx, tenantId: string, keys: readonly BootKey[]): Promise<BootRow[]> {
  const { rows } = await tx.client.query(
    `SELECT DISTINCT ${BOOT} FROM unnest($2::uuid[], $3::bigint[]) AS key (key_device, key_boot)
     CROSS JOIN LATERAL (
       (SELECT * FROM series.boots WHERE tenant_id = $1 AND device_id = key_device AND boot <= key_boot ORDER BY boot DESC LIMIT 2)
       UNION ALL
       (SELECT * FROM series.boots WHERE tenant_id = $1 AND device_id = key_device AND boot > key_boot ORDER BY boot LIMIT 1)
     ) AS near`,
    [tenantId, keys.map(({ deviceId }) => deviceId), keys.map(({ boot }) => boot)],
  );
  return rows;
}

const GAP = (table: string) =>
  `${table}.device_id AS "deviceId", ${table}.boot::float8 AS boot, ${table}.from_seq::float8 AS "from", ${table}.to_seq::float8 AS "to",
   ${ms(`${table}.after_measured_at`, "after")}, ${ms(`${table}.before_measured_at`, "before")}, ${ms(`${table}.opened_at`, "openedAt")},
   ${table}.cause, ${ms(`${table}.healed_at`, "healedAt")}`;

/**
 * The gaps that numbers lie in, those at the beginning of a boot, and the healed runs beside them. However many gaps a boot
 * has, each number costs one look at the index.
 */
export async function listGapsAround(
  tx: WorkerTx,
  tenantId: string,
  boots: readonly BootKey[],
  numbers: readonly (BootKey & { readonly seq: number })[],
): Promise<PlacedGap[]> {
  const { rows } = await tx.client.query(
    `WITH open_gaps AS (
       SELECT DISTINCT gap.* FROM unnest($4::uuid[], $5::bigint[], $6::bigint[]) AS number (key_device, key_boot, seq)
       CROSS JOIN LATERAL (
         SELECT * FROM series.gaps WHERE tenant_id = $1 AND device_id = key_device AND boot = key_boot AND from_seq <= seq
         ORDER BY from_seq DESC LIMIT 1) AS gap
       WHERE gap.to_seq >= seq AND gap.healed_at IS NULL
       UNION
       SELECT gaps.* FROM unnest($2::uuid[], $3::bigint[]) AS key (key_device, key_boot)
       JOIN series.gaps ON tenant_id = $1 AND device_id = key_device AND boot = key_boot AND from_seq = 1 AND healed_at IS NULL)
     SELECT ${GAP("open_gaps")} FROM open_gaps
     UNION
     SELECT ${GAP("beside")} FROM open_gaps CROSS JOIN LATERAL (
       (SELECT * FROM series.gaps WHERE tenant_id = $1 AND device_id = open_gaps.device_id AND boot = open_gaps.boot
          AND from_seq < open_gaps.from_seq ORDER BY from_seq DESC LIMIT 1)
       UNION ALL
       (SELECT * FROM series.gaps WHERE tenant_id = $1 AND device_id = open_gaps.device_id AND boot = open_gaps.boot
          AND from_seq = open_gaps.to_seq + 1)) AS beside
     WHERE beside.healed_at IS NOT NULL AND (beside.to_seq = open_gaps.from_seq - 1 OR beside.from_seq = open_gaps.to_seq + 1)`,
    [tenantId, ...columns(boots, "deviceId", "boot"), ...columns(numbers, "deviceId", "boot", "seq")],
  );
  return rows;
}

/** Writes how far boots have come. */
export async function saveBoots(tx: WorkerTx, tenantId: string, boots: readonly BootRow[]): Promise<void> {
  if (boots.length === 0) return;
  await tx.client.query(
    `INSERT INTO series.boots (tenant_id, device_id, boot, last_seq, last_measured_at, zero_measured_at, earliest_measured_at, latest_measured_at)
     SELECT $1, device_id, boot, last_seq, to_timestamp(last / 1000), to_timestamp(zero / 1000), to_timestamp(earliest / 1000), to_timestamp(latest / 1000)
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])
       AS come (device_id, boot, last_seq, last, zero, earliest, latest)
     ON CONFLICT (tenant_id, device_id, boot) DO UPDATE SET last_seq = excluded.last_seq,
       last_measured_at = excluded.last_measured_at, zero_measured_at = excluded.zero_measured_at,
       earliest_measured_at = excluded.earliest_measured_at, latest_measured_at = excluded.latest_measured_at`,
    [
      tenantId,
      ...columns(boots, "deviceId", "boot", "lastSeq", "lastMeasuredAt", "zeroMeasuredAt"),
      ...columns(boots, "earliestMeasuredAt", "latestMeasuredAt"),
    ],
  );
}

/** Takes some rows of the ledger away and writes others, by the number they begin with. */
export async function replaceGaps(
  tx: WorkerTx,
  tenantId: string,
  gone: readonly (BootKey & { readonly from: number })[],
  come: readonly PlacedGap[],
): Promise<void> {
  if (gone.length > 0)
    await tx.client.query(
      `DELETE FROM series.gaps USING unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS gone (device_id, boot, from_seq)
       WHERE gaps.tenant_id = $1 AND gaps.device_id = gone.device_id AND gaps.boot = gone.boot AND gaps.from_seq = gone.from_seq`,
      [tenantId, ...columns(gone, "deviceId", "boot", "from")],
    );
  if (come.length === 0) return;
  await tx.client.query(
    `INSERT INTO series.gaps (tenant_id, device_id, boot, from_seq, to_seq, after_measured_at, before_measured_at, opened_at, cause, healed_at)
     SELECT $1, device_id, boot, from_seq, to_seq, to_timestamp(after_at / 1000), to_timestamp(before_at / 1000), to_timestamp(opened / 1000),
            cause, to_timestamp(healed / 1000)
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::float8[])
       AS come (device_id, boot, from_seq, to_seq, after_at, before_at, opened, cause, healed)
     ON CONFLICT (tenant_id, device_id, boot, from_seq) DO UPDATE SET to_seq = excluded.to_seq,
       after_measured_at = excluded.after_measured_at, before_measured_at = excluded.before_measured_at,
       opened_at = excluded.opened_at, cause = excluded.cause, healed_at = excluded.healed_at`,
    [
      tenantId,
      ...columns(come, "deviceId", "boot", "from", "to", "after"),
      ...columns(come, "before", "openedAt", "cause", "healedAt"),
    ],
  );
}

export type HourRow = {
  readonly deviceId: string;
  readonly hour: number;
  readonly received: number;
  readonly missing: number;
  readonly unnumbered: number;
  readonly carried: number;
};

/** Adds to what devices have in each hour; a difference may be negative. */
export async function addToHours(tx: WorkerTx, tenantId: string, deltas: readonly HourRow[]): Promise<void> {
  if (deltas.length === 0) return;
  await tx.client.query(
    `INSERT INTO series.completeness_hours AS known (tenant_id, device_id, hour, received, missing, unnumbered, carried)
     SELECT $1, device_id, to_timestamp(hour / 1000), sum(received), sum(missing), sum(unnumbered), sum(carried)
     FROM unnest($2::uuid[], $3::float8[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
       AS delta (device_id, hour, received, missing, unnumbered, carried)
     GROUP BY device_id, hour
     ON CONFLICT (tenant_id, device_id, hour) DO UPDATE SET received = known.received + excluded.received,
       missing = known.missing + excluded.missing, unnumbered = known.unnumbered + excluded.unnumbered,
       carried = known.carried + excluded.carried`,
    [
      tenantId,
      ...columns(deltas, "deviceId", "hour", "received", "missing"),
      ...columns(deltas, "unnumbered", "carried"),
    ],
  );
}

/** Forgets the counts of hours, and the healed runs, from before an instant. @returns how many rows went. */
export async function deleteCountsBefore(tx: WorkerTx, tenantId: string, before: number): Promise<number> {
  const at = [tenantId, new Date(before)];
  const hours = await tx.client.query("DELETE FROM series.completeness_hours WHERE tenant_id = $1 AND hour < $2", at);
  const gaps = await tx.client.query(
    "DELETE FROM series.gaps WHERE tenant_id = $1 AND before_measured_at < $2 AND healed_at IS NOT NULL",
    at,
  );
  return (hours.rowCount ?? 0) + (gaps.rowCount ?? 0);
}

/** Rows as the columns that `unnest` takes, in the order of the names. */
const columns = <Row>(rows: readonly Row[], ...names: readonly (keyof Row)[]): unknown[][] =>
  names.map((name) => rows.map((row) => row[name]));
