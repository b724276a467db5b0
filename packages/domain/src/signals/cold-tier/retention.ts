import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { Database } from "../../ports";
import { type Act, recordAudit } from "../../tenancy/audit";

/** A day that may still be written to as a matter of course is not moved. The database says the same. */
export const HOT_DAYS_LEAST = 8;
export const HOT_DAYS_MOST = 3650;

export type Retention = { readonly hotDays: number | null };

/** For how many days the tenant's readings stay in the store; null: as the platform says. */
export const getRetention = (db: Database, tenantId: string): Promise<Retention> =>
  withTenant(db, tenantId, async ({ rows }) => ({
    hotDays: (await rows.telemetryRetention.findUnique({ where: { tenantId } }))?.hotDays ?? null,
  }));

/**
 * Says for how many days the tenant's readings stay in the store before they become cold. They remain readable either way.
 * @throws Fault `retention.invalid`
 */
export async function setRetention(
  db: Database,
  tenantId: string,
  act: Act,
  { hotDays, now }: { readonly hotDays: number; readonly now: number },
): Promise<void> {
  if (!Number.isInteger(hotDays) || hotDays < HOT_DAYS_LEAST || hotDays > HOT_DAYS_MOST)
    throw fault("retention.invalid", `Readings stay in the store for ${HOT_DAYS_LEAST} to ${HOT_DAYS_MOST} days.`);
  await withTenant(db, tenantId, async (tx) => {
    const before = await tx.rows.telemetryRetention.findUnique({ where: { tenantId } });
    const changed = { hotDays, changedAt: new Date(now) };
    await tx.rows.telemetryRetention.upsert({ where: { tenantId }, create: { tenantId, ...changed }, update: changed });
    await recordAudit(tx, act, "telemetry retention", {
      before: { hotDays: before?.hotDays ?? null },
      after: { hotDays },
    });
  });
}
