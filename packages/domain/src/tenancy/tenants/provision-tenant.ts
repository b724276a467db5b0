import { isTenantSlug } from "@outstation/contracts/mqtt/identity";
import type { PlatformTx } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { hashPassword } from "../accounts";

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

type NewPerson = { readonly email: string; readonly name: string; readonly password: string };

/** Makes an account one of the platform's own people. A known account keeps its password. */
export async function ensureOperator(tx: PlatformTx, person: NewPerson, role: "operator" | "finance"): Promise<void> {
  const { id: accountId } = await ensureAccount(tx, person);
  await tx.rows.operator.upsert({ where: { accountId }, create: { accountId, role }, update: { role } });
}

/** Makes an account a member of a tenant, and the account where there is none with this address. A known account keeps its password. */
export async function ensureMember(
  tx: PlatformTx,
  tenantId: string,
  member: NewPerson & { readonly role: string },
): Promise<void> {
  const account = await ensureAccount(tx, member);
  const key = { tenantId, accountId: account.id };
  await tx.rows.member.upsert({
    where: { tenantId_accountId: key },
    create: { ...key, role: member.role },
    update: { role: member.role },
  });
}

async function ensureAccount(tx: PlatformTx, { email: address, name, password }: NewPerson): Promise<{ id: string }> {
  const email = address.toLowerCase();
  return (
    (await tx.rows.account.findUnique({ where: { email } })) ??
    tx.rows.account.create({ data: { id: newId(), email, name, passwordHash: await hashPassword(password) } })
  );
}
