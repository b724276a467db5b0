import type { Database } from "@outstation/db/database";
import { withPlatform } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../audit";
import { DEFAULT_PLAN, LIMIT_NAMES, type LimitOverrides, NO_OVERRIDES } from "./limits";

export const REASON_CHARACTERS_MIN = 10;
export const REASON_CHARACTERS_MAX = 500;
/** What the columns hold. */
export const LIMIT_MAX = 2_147_483_647;

/**
 * Sets what a tenant may ask for where it differs from its plan; null takes a difference back. In force at the broker and in
 * the pipeline within 10 s, at the front desk at once. The tenant reads in its audit who did it and why.
 * @throws Fault `tenant.not_found`, `tenant.limit_invalid`
 */
export async function setTenantLimits(
  platformDb: Database,
  act: Act,
  { tenantId, limits, reason }: { readonly tenantId: string; readonly limits: LimitOverrides; readonly reason: string },
  now: number,
): Promise<void> {
  requireValid(limits, reason);
  await withPlatform(platformDb, "an operator sets a tenant's limits", async (tx) => {
    const tenant = await tx.rows.tenant.findUnique({ where: { id: tenantId } });
    if (tenant === null) throw fault("tenant.not_found", "There is no such tenant.");
    await tx.asTenant(tenantId, async (held) => {
      const before = await held.rows.tenantLimits.findUnique({ where: { tenantId } });
      const data = { ...limits, reason: reason.trim(), changedBy: act.actorName, changedAt: new Date(now) };
      await held.rows.tenantLimits.upsert({
        where: { tenantId },
        create: { tenantId, plan: DEFAULT_PLAN, ...data },
        update: data,
      });
      const changed = LIMIT_NAMES.filter((name) => (before?.[name] ?? null) !== limits[name]);
      const of = (row: LimitOverrides) => Object.fromEntries(changed.map((name) => [name, row[name]]));
      await recordAudit(held, act, tenant.slug, {
        before: of(before ?? NO_OVERRIDES),
        after: { ...of(limits), reason: data.reason },
      });
    });
  });
}

function requireValid(limits: LimitOverrides, reason: string): void {
  const wrong = LIMIT_NAMES.find((name) => {
    const value = limits[name];
    return value !== null && (!Number.isSafeInteger(value) || value < 1 || value > LIMIT_MAX);
  });
  if (wrong !== undefined)
    throw fault("tenant.limit_invalid", `${wrong} must be a whole number from 1 to ${LIMIT_MAX}, or left to the plan.`);
  const { length } = reason.trim();
  if (length < REASON_CHARACTERS_MIN || length > REASON_CHARACTERS_MAX)
    throw fault(
      "tenant.limit_invalid",
      `The reason is what the tenant reads: ${REASON_CHARACTERS_MIN} to ${REASON_CHARACTERS_MAX} characters.`,
    );
}
