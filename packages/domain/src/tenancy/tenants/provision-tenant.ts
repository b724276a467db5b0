import { isTenantSlug } from "@outstation/contracts/mqtt/identity";
import type { PlatformTx } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashPassword } from "../members";

/**
 * Makes a tenant, or finds the one with this slug.
 * @returns its id.
 * @throws Fault `tenant.malformed_slug`
 */
export async function ensureTenant(tx: PlatformTx, tenant: { slug: string; name: string }): Promise<string> {
  if (!isTenantSlug(tenant.slug))
    throw fault(
      "tenant.malformed_slug",
      `"${tenant.slug}" cannot be a tenant's slug: 3 to 32 lower-case letters, digits and single hyphens.`,
    );
  const { id } = await tx.rows.tenant.upsert({
    where: { slug: tenant.slug },
    create: { id: newId(), ...tenant },
    update: {},
  });
  return id;
}

/** Makes an account a member of a tenant, and the account where there is none with this address. A known account keeps its password. */
export async function ensureMember(
  tx: PlatformTx,
  tenantId: string,
  member: { email: string; name: string; password: string; role: string },
): Promise<void> {
  const email = member.email.toLowerCase();
  const account =
    (await tx.rows.account.findUnique({ where: { email } })) ??
    (await tx.rows.account.create({
      data: { id: newId(), email, name: member.name, passwordHash: await hashPassword(member.password) },
    }));
  const key = { tenantId, accountId: account.id };
  await tx.rows.member.upsert({
    where: { tenantId_accountId: key },
    create: { ...key, role: member.role },
    update: { role: member.role },
  });
}
