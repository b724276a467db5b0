import {
  isRole,
  type Permission,
  permissionsOf,
  type Role,
  STEP_UP_MS,
} from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { findMemberships, findOperatorRole, findSession, type LiveSession, listActAs } from "@outstation/db/directory";
import { fault } from "@outstation/kit/fault";
import { type SessionRef, touchSession } from "../sessions";
import { type StepUpBy, stepUpBy } from "../sign-in";

/** How exactly a session's last use is known; a write at every request would be one too many. */
const TOUCH_EVERY_MS = 5 * 60_000;

/** One tenant a person may enter, and as what. */
export type Entrance = {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
  readonly status: "active" | "suspended";
  /** Entered through the tenant's own sign-in provider only, and this session is another. */
  readonly ssoRequired: boolean;
  /** Set where an operator acts inside a tenant: under which grant, why, and until when (Unix milliseconds). */
  readonly actAs: { readonly grantId: string; readonly reason: string; readonly expiresAt: number } | null;
};

/** A person at work: who, and how they are signed in. */
export type PersonView = {
  readonly account: { readonly id: string; readonly email: string; readonly name: string };
  readonly session: {
    readonly id: string;
    /** Unix milliseconds until which the last proof of the person counts. */
    readonly steppedUpUntil: number;
    /** Signed in through a tenant's provider: opens that tenant and no setting of the account. */
    readonly boundTenantId: string | null;
    readonly hasTotp: boolean;
    /** How this person proves again that it is them. */
    readonly stepUpBy: StepUpBy;
  };
  /** What they are for the platform, if they are one of ours. */
  readonly operatorRole: "operator" | "finance" | null;
};

/** A person at work in one of their tenants. */
export type MemberView = PersonView & {
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string };
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly actAs: Entrance["actAs"];
  readonly memberships: readonly Entrance[];
};

/**
 * Looks a session up afresh, so that one that was ended is over at the next request.
 * @throws Fault `session.ended`
 */
export async function viewPerson(db: Database, ref: SessionRef, now: number): Promise<PersonView> {
  const [session, operatorRole] = await Promise.all([findSession(db, ref, now), findOperatorRole(db, ref.accountId)]);
  if (session === null) throw fault("session.ended", "This session has ended. Sign in again.", { ...ref });
  if (now - session.lastUsedAt.getTime() > TOUCH_EVERY_MS) await touchSession(db, ref, now);
  return toPerson(ref, session, operatorRole);
}

/** Every tenant this session may know of, entered or not: those of a password, or the one whose provider vouched for it. */
export async function listEntrances(
  db: Database,
  { account: { id }, session: { boundTenantId } }: PersonView,
  now: number,
): Promise<Entrance[]> {
  const [account, grants] = await Promise.all([
    findMemberships(db, id),
    boundTenantId === null ? listActAs(db, id, now) : [],
  ]);
  const own = (account?.memberships ?? [])
    .filter(({ tenantId }) => boundTenantId === null || tenantId === boundTenantId)
    .map((membership) => entranceOf(membership, null, membership.ssoEnforced && boundTenantId === null));
  const acting = grants
    // Where a person of ours is a member as well and may enter as one, that is what they are there.
    .filter((grant) => !own.some(({ tenantId, ssoRequired }) => tenantId === grant.tenantId && !ssoRequired))
    .map((grant) => {
      const { grantId, reason, expiresAt } = grant;
      return entranceOf(grant, { grantId, reason, expiresAt: expiresAt.getTime() }, false);
    });
  return [...own.filter(({ tenantId }) => !acting.some((grant) => grant.tenantId === tenantId)), ...acting];
}

/**
 * Looks a person's session and memberships up afresh, so that one who was removed is out at the next request.
 * @param tenantSlug the tenant to act in. Where the person is not of it (a cookie of the browser's last user, say), or it is
 *   null, the first that is open to them by slug.
 * @throws Fault `session.ended`, `member.not_found` when there is no tenant, `tenant.suspended`, `tenant.provider_required`
 */
export async function viewMember(
  db: Database,
  ref: SessionRef,
  tenantSlug: string | null,
  now: number,
): Promise<MemberView> {
  const person = await viewPerson(db, ref, now);
  const entrances = await listEntrances(db, person, now);
  // An operator acts inside a tenant by asking for it, never because the one they asked for is closed to them.
  const own = entrances.filter(({ actAs }) => actAs === null);
  const entrance =
    entrances.find(({ slug }) => slug === tenantSlug) ??
    own.find(({ status, ssoRequired }) => status === "active" && !ssoRequired) ??
    own[0];
  if (entrance === undefined)
    throw fault("member.not_found", "You are not a member of any tenant.", { accountId: ref.accountId });
  requireOpen(entrance);
  return {
    ...person,
    tenant: { id: entrance.tenantId, slug: entrance.slug, name: entrance.name },
    role: entrance.role,
    permissions: permissionsOf(entrance.role),
    actAs: entrance.actAs,
    memberships: entrances,
  };
}

function requireOpen({ tenantId, name, status, ssoRequired }: Entrance): void {
  if (status === "suspended")
    throw fault("tenant.suspended", `${name} is suspended. Nothing of it is lost; write to us to have it resumed.`, {
      tenantId,
    });
  if (ssoRequired)
    throw fault("tenant.provider_required", `${name} is entered through its own sign-in provider only.`, { tenantId });
}

type Enterable = Pick<Entrance, "tenantId" | "slug" | "name" | "status"> & { readonly role: string };

const entranceOf = (
  { tenantId, slug, name, status, role }: Enterable,
  actAs: Entrance["actAs"],
  ssoRequired: boolean,
): Entrance => ({
  tenantId,
  slug,
  name,
  status,
  role: isRole(role) ? role : "viewer",
  ssoRequired,
  actAs,
});

const toPerson = (ref: SessionRef, session: LiveSession, operatorRole: string | null): PersonView => ({
  account: { id: ref.accountId, email: session.email, name: session.name },
  session: {
    id: ref.sessionId,
    steppedUpUntil: session.steppedUpAt.getTime() + STEP_UP_MS,
    boundTenantId: session.boundTenantId,
    hasTotp: session.hasTotp,
    stepUpBy: stepUpBy(session),
  },
  operatorRole: operatorRole === "operator" || operatorRole === "finance" ? operatorRole : null,
});
