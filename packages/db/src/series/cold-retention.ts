import type { Database } from "../database";
import { readAsTenant } from "../tenant";

/** For how many days a tenant's readings stay in the store; null: as the platform says. */
export async function findHotDays(db: Database, tenantId: string): Promise<number | null> {
  const rows = await readAsTenant<{ hotDays: number }>(
    db,
    tenantId,
    `SELECT hot_days AS "hotDays" FROM telemetry_retention WHERE tenant_id = $1`,
    [tenantId],
  );
  return rows[0]?.hotDays ?? null;
}
