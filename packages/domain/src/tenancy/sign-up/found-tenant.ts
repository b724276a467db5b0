import type { Database } from "@outstation/db/database";
import { type PersonTx, withPerson } from "@outstation/db/person";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { newId } from "@outstation/kit/ids";
import { checkName, type Person } from "../accounts";
import { recordAudit } from "../audit";
import { requireFreeSlug, slugTaken } from "./slug";

export type NewTenant = { readonly name: string; readonly slug: string };

/** @throws Fault `tenant.malformed_slug`, `tenant.slug_taken`, `tenant.name_invalid` */
export async function checkTenant(db: Database, wished: NewTenant): Promise<NewTenant> {
  const tenant = { name: checkName(wished.name, "tenant.name_invalid"), slug: wished.slug.trim() };
  await requireFreeSlug(db, tenant.slug);
  return tenant;
}

/**
 * A signed-in person founds another tenant and owns it.
 * @throws Fault `tenant.malformed_slug`, `tenant.slug_taken`, `tenant.name_invalid`
 */
export async function foundTenant(db: Database, person: Person, wished: NewTenant): Promise<{ slug: string }> {
  const tenant = await checkTenant(db, wished);
  await withPerson(db, person.id, (tx) => found(tx, person, tenant)).catch((reason: unknown) => {
    throw isUniqueViolation(reason) ? slugTaken() : reason;
  });
  return { slug: tenant.slug };
}

/** The tenant, its owner and the first event of its audit, in a person's transaction. */
export async function found(tx: PersonTx, person: Person, { name, slug }: NewTenant): Promise<void> {
  const tenantId = newId();
  await tx.asTenant(tenantId, async (tenant) => {
    await tenant.rows.tenant.createMany({ data: [{ id: tenantId, slug, name }] });
    await tenant.rows.member.createMany({ data: [{ tenantId, accountId: person.id, role: "owner" }] });
    await recordAudit(
      tenant,
      { actor: `account:${person.id}`, actorName: person.email, onBehalfOf: null, event: "tenant.created" },
      slug,
      { after: { name, owner: person.email } },
    );
  });
}
