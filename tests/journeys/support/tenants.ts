import type { Database } from "@outstation/db/database";
import { findAccountByEmail, findMemberships } from "@outstation/db/directory";

/** A demo tenant's id, by way of its member: the app role may not list tenants. */
export async function tenantIdOf(db: Database, slug: string): Promise<string> {
  const account = await findAccountByEmail(db, `demo@${slug}.example`);
  const found = account && (await findMemberships(db, account.id));
  const membership = found?.memberships.find((one) => one.slug === slug);
  if (membership === undefined) throw new Error(`demo@${slug}.example is no member of ${slug}`);
  return membership.tenantId;
}
