import type { Database } from "./database";

export type AccountSecret = { id: string; email: string; name: string; passwordHash: string };
export type Membership = { tenantId: string; slug: string; name: string; role: string };
export type AccountMemberships = { email: string; name: string; memberships: Membership[] };

/** Every tenant's id and slug. For the shared workers: an id is what `withTenant` needs, and opens nothing by itself. */
export async function listTenants(db: Database): Promise<{ id: string; slug: string }[]> {
  const { rows } = await db.reads.query("SELECT id, slug FROM directory.list_tenants()");
  return rows;
}

/** The account that signs in with this address, upper and lower case alike, or null. */
export async function findAccountByEmail(db: Database, email: string): Promise<AccountSecret | null> {
  const { rows } = await db.reads.query(
    `SELECT id, email, name, password_hash AS "passwordHash" FROM directory.find_account($1)`,
    [email],
  );
  return rows[0] ?? null;
}

/** What an account is a member of, by slug; null when it is a member of nothing or does not exist. */
export async function findMemberships(db: Database, accountId: string): Promise<AccountMemberships | null> {
  const { rows } = await db.reads.query(
    `SELECT account_email, account_name, tenant_id, tenant_slug, tenant_name, role FROM directory.list_memberships($1)`,
    [accountId],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    email: first.account_email,
    name: first.account_name,
    memberships: rows.map((row) => ({
      tenantId: row.tenant_id,
      slug: row.tenant_slug,
      name: row.tenant_name,
      role: row.role,
    })),
  };
}
