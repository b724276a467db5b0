import type { Database } from "@outstation/db/database";
import { withPlatform } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../audit";

/**
 * Suspends a tenant: its members and devices are out until it is resumed; nothing of it is deleted. The broker is told
 * through the outbox. Suspending a suspended one changes nothing.
 * @throws Fault `tenant.not_found`
 */
export const suspendTenant = (platformDb: Database, act: Act, tenantId: string, reason: string): Promise<void> =>
  setStatus(platformDb, act, tenantId, { status: "suspended", statusReason: reason });

/** Resumes a suspended tenant. @throws Fault `tenant.not_found` */
export const resumeTenant = (platformDb: Database, act: Act, tenantId: string): Promise<void> =>
  setStatus(platformDb, act, tenantId, { status: "active", statusReason: null });

type NewStatus = { readonly status: "active" | "suspended"; readonly statusReason: string | null };

async function setStatus(platformDb: Database, act: Act, tenantId: string, wanted: NewStatus): Promise<void> {
  await withPlatform(platformDb, "an operator suspends or resumes a tenant", async (tx) => {
    const tenant = await tx.rows.tenant.findUnique({ where: { id: tenantId } });
    if (tenant === null) throw fault("tenant.not_found", "There is no such tenant.");
    const changed = await tx.rows.tenant.updateMany({
      where: { id: tenantId, status: { not: wanted.status } },
      data: wanted,
    });
    if (changed.count === 0) return;
    await tx.asTenant(tenantId, async (held) => {
      await recordAudit(held, act, tenant.slug, {
        before: { status: tenant.status },
        after: { status: wanted.status, reason: wanted.statusReason },
      });
      await held.rows.outboxEntry.createMany({
        data: [
          {
            tenantId,
            id: newId(),
            kind: wanted.status === "suspended" ? "tenant.suspended" : "tenant.resumed",
            body: { slug: tenant.slug },
          },
        ],
      });
    });
  });
}
