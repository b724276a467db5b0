import type { Database } from "@outstation/db/database";
import { findMemberships, type Membership } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";

/** A person at work in one of their tenants. */
export type MemberView = {
  readonly account: { readonly id: string; readonly email: string; readonly name: string };
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string };
  readonly role: string;
  readonly memberships: readonly Membership[];
};

/**
 * Looks an account's memberships up afresh, so that one who was removed is out at the next request.
 * @param tenantSlug the tenant to act in. Where the account is no member of it (a cookie of the browser's last user, say),
 *   or it is null, the first of its own by slug.
 * @throws Fault `member.not_found` when the account is a member of nothing.
 */
export async function viewMember(db: Database, accountId: string, tenantSlug: string | null): Promise<MemberView> {
  const account = await findMemberships(db, accountId);
  const membership = account?.memberships.find(({ slug }) => slug === tenantSlug) ?? account?.memberships[0];
  if (!account || !membership) throw fault("member.not_found", "You are not a member of any tenant.", { accountId });
  return {
    account: { id: accountId, email: account.email, name: account.name },
    tenant: { id: membership.tenantId, slug: membership.slug, name: membership.name },
    role: membership.role,
    memberships: account.memberships,
  };
}
