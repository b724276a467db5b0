import type { Role } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../audit";

/** Access of the platform to a tenant lasts an hour at most; who needs more says why again. */
export const ACT_AS_MS_MAX = 3_600_000;
const REASON_CHARACTERS_MIN = 10;
const REASON_CHARACTERS_MAX = 500;

export type ActAsRequest = {
  readonly tenantId: string;
  readonly role: Exclude<Role, "owner">;
  /** Shown to the tenant. */
  readonly reason: string;
  readonly durationMs: number;
};

/**
 * Lets an operator act inside a tenant, for a reason and a time. Written in that tenant's own audit.
 * @returns the grant's id.
 * @throws Fault `act_as.invalid`, `tenant.not_found`
 */
export async function startActAs(
  platformDb: Database,
  act: Act,
  operator: { readonly accountId: string; readonly email: string; readonly name: string },
  request: ActAsRequest,
  now: number,
): Promise<{ grantId: string; expiresAt: number }> {
  const reason = request.reason.trim();
  if (reason.length < REASON_CHARACTERS_MIN || reason.length > REASON_CHARACTERS_MAX)
    throw fault(
      "act_as.invalid",
      `The reason is what the tenant reads: ${REASON_CHARACTERS_MIN} to ${REASON_CHARACTERS_MAX} characters.`,
    );
  if (request.durationMs <= 0 || request.durationMs > ACT_AS_MS_MAX)
    throw fault("act_as.invalid", "Access may last from a moment to 60 minutes.");
  const grantId = newId();
  const expiresAt = now + request.durationMs;
  await withPlatform(platformDb, "an operator begins to act inside a tenant", async (tx) => {
    const { tenantId, role } = request;
    if ((await tx.rows.tenant.findUnique({ where: { id: tenantId } })) === null)
      throw fault("tenant.not_found", "There is no such tenant.");
    await tx.asTenant(tenantId, async (tenant) => {
      await tenant.rows.actAsGrant.createMany({
        data: [
          {
            tenantId,
            id: grantId,
            accountId: operator.accountId,
            operator: `${operator.name} <${operator.email}>`,
            role,
            reason,
            createdAt: new Date(now),
            expiresAt: new Date(expiresAt),
          },
        ],
      });
      await recordAudit(tenant, { ...act, onBehalfOf: `act_as:${grantId}` }, operator.email, {
        after: { role, reason, expiresAt: new Date(expiresAt).toISOString() },
      });
    });
  });
  return { grantId, expiresAt };
}

/** Ends an operator's access, by the operator. Ending what has ended changes nothing. */
export async function endOwnActAs(
  platformDb: Database,
  act: Act,
  grant: { readonly tenantId: string; readonly grantId: string; readonly accountId: string },
  now: number,
): Promise<void> {
  const { tenantId, grantId: id, accountId } = grant;
  await withPlatform(platformDb, "an operator stops acting inside a tenant", (tx) =>
    tx.asTenant(tenantId, async (tenant) => {
      const ended = await tenant.rows.actAsGrant.updateMany({
        where: { tenantId, id, accountId, endedAt: null },
        data: { endedAt: new Date(now) },
      });
      if (ended.count > 0) await recordAudit(tenant, { ...act, onBehalfOf: `act_as:${id}` }, act.actorName);
    }),
  );
}

export type ActAsView = {
  readonly id: string;
  readonly operator: string;
  readonly role: string;
  readonly reason: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly endedAt: number | null;
  readonly active: boolean;
};

/** Every access the platform had to the tenant, newest first, as the tenant sees it. */
export async function listActAsGrants(db: Database, tenantId: string, now: number): Promise<ActAsView[]> {
  const grants = await withTenant(db, tenantId, (tx) =>
    tx.rows.actAsGrant.findMany({ where: { tenantId }, orderBy: { createdAt: "desc" }, take: 100 }),
  );
  return grants.map(({ id, operator, role, reason, createdAt, expiresAt, endedAt }) => ({
    id,
    operator,
    role,
    reason,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
    active: endedAt === null && expiresAt.getTime() > now,
  }));
}

/**
 * Ends an operator's access, by the tenant: it is over at the operator's next request.
 * @throws Fault `act_as.not_found`
 */
export async function endActAs(db: Database, tenantId: string, act: Act, grantId: string, now: number): Promise<void> {
  await withTenant(db, tenantId, async (tx) => {
    const grant = await tx.rows.actAsGrant.findUnique({ where: { tenantId_id: { tenantId, id: grantId } } });
    if (grant === null) throw fault("act_as.not_found", "There is no such access.");
    if (grant.endedAt !== null || grant.expiresAt.getTime() <= now) return;
    await tx.rows.actAsGrant.updateMany({ where: { tenantId, id: grantId }, data: { endedAt: new Date(now) } });
    await recordAudit(tx, act, grant.operator, { before: { reason: grant.reason } });
  });
}
