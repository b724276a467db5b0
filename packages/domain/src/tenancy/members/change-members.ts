import type { Role } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { checkName } from "../accounts";
import { type Act, recordAudit } from "../audit";
import { requireOwnerFor } from "../invitations";

export type MemberLine = {
  readonly accountId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly since: number;
};

/** The tenant's members by address. */
export async function listMembers(db: Database, tenantId: string): Promise<MemberLine[]> {
  const rows = await withTenant(db, tenantId, (tx) =>
    tx.rows.member.findMany({
      where: { tenantId },
      include: { account: { select: { email: true, name: true } } },
      orderBy: { account: { email: "asc" } },
    }),
  );
  return rows.map(({ accountId, role, createdAt, account }) => ({
    accountId,
    ...account,
    role,
    since: createdAt.getTime(),
  }));
}

type By = { readonly act: Act; readonly role: Role };

/**
 * Gives a member another role; it holds from their next request on.
 * @throws Fault `member.not_found_here`, `member.last_owner`, `member.owner_only`
 */
export const changeRole = (db: Database, tenantId: string, by: By, accountId: string, role: Role): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const member = await lockMember(tx, accountId);
    if (member.role === role) return;
    requireOwnerFor(role, by.role);
    requireOwnerFor(member.role as Role, by.role);
    if (member.role === "owner") await refuseLastOwner(tx);
    await tx.rows.member.updateMany({ where: { tenantId, accountId }, data: { role } });
    await recordAudit(tx, by.act, member.account.email, { before: { role: member.role }, after: { role } });
  });

/**
 * Removes a member: their sessions open this tenant no longer, from the next request on.
 * @throws Fault `member.not_found_here`, `member.last_owner`, `member.owner_only`
 */
export const removeMember = (db: Database, tenantId: string, by: By, accountId: string): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const member = await lockMember(tx, accountId);
    // Leaving is everyone's right; sending an owner away is another owner's.
    if (by.act.actor !== `account:${accountId}`) requireOwnerFor(member.role as Role, by.role);
    if (member.role === "owner") await refuseLastOwner(tx);
    await tx.rows.member.deleteMany({ where: { tenantId, accountId } });
    await recordAudit(tx, by.act, member.account.email, { before: { role: member.role } });
  });

async function lockMember(tx: TenantTx, accountId: string) {
  const { tenantId } = tx;
  // Changes of a tenant's members wait for one another: two owners who remove each other at once must not both succeed.
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`members:${tenantId}`}))`;
  const member = await tx.rows.member.findUnique({
    where: { tenantId_accountId: { tenantId, accountId } },
    include: { account: { select: { email: true } } },
  });
  if (member === null) throw fault("member.not_found_here", "There is no such member.");
  return member;
}

async function refuseLastOwner(tx: TenantTx): Promise<void> {
  const owners = await tx.rows.member.count({ where: { tenantId: tx.tenantId, role: "owner" } });
  if (owners <= 1) throw fault("member.last_owner", "A tenant always has an owner. Make someone else an owner first.");
}

/** Renames the tenant; its short name stays. @throws Fault `tenant.name_invalid` */
export const renameTenant = (db: Database, tenantId: string, act: Act, name: string): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const wanted = checkName(name, "tenant.name_invalid");
    const tenant = await tx.rows.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    if (tenant.name === wanted) return;
    await tx.rows.tenant.updateMany({ where: { id: tenantId }, data: { name: wanted } });
    await recordAudit(tx, act, tenant.slug, { before: { name: tenant.name }, after: { name: wanted } });
  });
