import type { Database } from "../database";

/** Tenants with open hours that began before an instant (Unix milliseconds). For the ingest role. */
export async function listOpenTenants(db: Database, before: number): Promise<string[]> {
  const { rows } = await db.reads.query(
    `SELECT tenant_id AS "tenantId" FROM directory.list_open_hours(to_timestamp($1))`,
    [before / 1000],
  );
  return rows.map(({ tenantId }) => tenantId);
}

export type TenantUsage = { readonly tenantId: string; readonly messages: number; readonly bytes: number };

/** What each tenant used in a range of hours (Unix milliseconds, `to` exclusive). For the platform role. */
export async function listTenantUsage(
  db: Database,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<TenantUsage[]> {
  const { rows } = await db.reads.query(
    `SELECT tenant_id AS "tenantId", messages::float8, bytes::float8
     FROM directory.list_usage(to_timestamp($1), to_timestamp($2)) ORDER BY 1`,
    [from / 1000, to / 1000],
  );
  return rows;
}

/** One partition of `telemetry-accepted` against the meter's ledger; the last four are sums over all partitions. */
export type SourceBalance = {
  readonly partition: number;
  readonly beginsAt: number;
  readonly appended: number;
  readonly seen: number;
  /** Appended and not counted, as an int8multirange. */
  readonly missing: string;
  /** Of the missing, what disputed events claim. */
  readonly missingDisputed: string;
  /** Missing and not disputed. */
  readonly missingUndisputed: number;
  /** Billing events the meter has not read yet. */
  readonly unread: number;
  readonly counted: number;
  readonly countedByOffset: number;
  readonly countedById: number;
};

/** What was stored against what was counted, as of one instant. For the ingest and the platform role. */
export async function readBalance(db: Database): Promise<SourceBalance[]> {
  const { rows } = await db.reads.query(
    `SELECT partition, begins_at::float8 AS "beginsAt", appended::float8, seen::float8, missing::text,
            (missing * disputed)::text AS "missingDisputed",
            (SELECT coalesce(sum(upper(range) - lower(range)), 0)::float8 FROM unnest(missing - disputed) AS range)
              AS "missingUndisputed",
            unread::float8, counted::float8, counted_by_offset::float8 AS "countedByOffset",
            counted_by_id::float8 AS "countedById"
     FROM directory.reconcile_usage()`,
  );
  return rows;
}
