import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import type { Database } from "@outstation/db/database";
import { findAccountByEmail, findIdentityProvider, type TenantProvider } from "@outstation/db/directory";
import { withPerson } from "@outstation/db/person";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import type { SecretBox } from "@outstation/kit/secret-box";
import type { Oidc, OidcChecks, OidcPerson } from "../../ports";
import { type Act, recordAudit } from "../audit";
import { beginSession, type SessionRef } from "../sessions";
import { secretPurposeOf } from "./configure";

export type ElsewhereDesk = {
  readonly db: Database;
  readonly oidc: Oidc;
  readonly secrets: SecretBox;
  readonly webUrl: string;
  readonly now: number;
};

const callbackOf = (webUrl: string) => `${webUrl}/sign-in/oidc/callback`;

async function getProvider({ db, secrets }: ElsewhereDesk, tenantSlug: string) {
  const provider = await findIdentityProvider(db, tenantSlug);
  if (provider === null)
    throw fault(
      "oidc.not_configured",
      "This company does not sign in through a provider of its own. Use your password.",
    );
  return { ...provider, clientSecret: secrets.open(provider.clientSecretSealed, secretPurposeOf(provider.tenantId)) };
}

/**
 * Begins a sign-in at a tenant's own provider.
 * @param fresh asks the provider for a new proof of the person: a step-up.
 * @throws Fault `oidc.not_configured`, `oidc.unreachable`, `oidc.address_refused`
 */
export async function beginElsewhere(
  desk: ElsewhereDesk,
  tenantSlug: string,
  fresh: boolean,
): Promise<{ url: string; checks: OidcChecks }> {
  return desk.oidc.begin(await getProvider(desk, tenantSlug), { redirectUri: callbackOf(desk.webUrl), fresh });
}

/**
 * Ends it and begins a session that opens this tenant and nothing else: a provider vouches for its own tenant only.
 * @throws Fault `oidc.not_configured`, `oidc.refused`, `oidc.unreachable`, `oidc.not_a_member`
 */
export async function finishElsewhere(
  desk: ElsewhereDesk,
  answer: {
    readonly tenantSlug: string;
    readonly search: string;
    readonly checks: OidcChecks;
    readonly userAgent: string | null;
  },
): Promise<SessionRef> {
  const { checks, userAgent } = answer;
  const provider = await getProvider(desk, answer.tenantSlug);
  const person = await desk.oidc.finish(provider, `${callbackOf(desk.webUrl)}${answer.search}`, checks);
  const accountId = await findOrJoin(desk, provider, person).catch((reason: unknown) => {
    // Of two first sign-ins at once, the second finds what the first made.
    if (isUniqueViolation(reason)) return findOrJoin(desk, provider, person);
    throw reason;
  });
  // A provider that still knew the person has proved nothing now. One that does not say when it asked is believed only
  // where it was told to ask.
  const provedAt = person.authenticatedAt ?? (checks.fresh ? desk.now : 0);
  const session = { accountId, boundTenantId: provider.tenantId, userAgent, provedAt: Math.min(provedAt, desk.now) };
  return beginSession(desk.db, session, desk.now);
}

/** Whom the provider means: known by subject, a member by verified address, or someone new of an allowed domain. */
async function findOrJoin({ db }: ElsewhereDesk, provider: TenantProvider, person: OidcPerson): Promise<string> {
  const { tenantId } = provider;
  const { subject } = person;
  const email = person.emailVerified ? person.email : null;
  // Asked before the membership: an account that is there by now is a member by then, if a sign-in at the same time made it.
  const account = email === null ? null : await findAccountByEmail(db, email);
  const known = await withTenant(db, tenantId, async (tx) => {
    const identity = await tx.rows.providerIdentity.findUnique({ where: { tenantId_subject: { tenantId, subject } } });
    if (identity === null && email === null) return null;
    const member = await tx.rows.member.findFirst({
      where: { tenantId, ...(identity ? { accountId: identity.accountId } : { account: { email: email ?? "" } }) },
      include: { account: { select: { email: true } } },
    });
    if (member !== null && identity === null) await link(tx, subject, member.accountId, member.account.email);
    return member?.accountId ?? null;
  });
  if (known !== null) return known;
  const domain = email?.split("@")[1];
  // An account of someone else's making is never taken over by what a provider says of its address.
  if (email === null || domain === undefined || !provider.domains.includes(domain) || account !== null)
    throw fault("oidc.not_a_member", notAMember(provider, person));
  return joinAsNew(db, provider, { email, name: person.name ?? email, subject });
}

function notAMember({ tenantName }: TenantProvider, { email, emailVerified }: OidcPerson): string {
  if (email !== null && !emailVerified)
    return `The sign-in provider of ${tenantName} does not say that your address is verified, so it cannot be told who you are.`;
  return `You are not a member of ${tenantName}. Ask one of its admins for an invitation to your address.`;
}

const actOfAccount = (id: string, email: string, event: AuditEventName): Act => ({
  actor: `account:${id}`,
  actorName: email,
  onBehalfOf: null,
  event,
});

/** Writes down whom the provider means by a subject, from now on. */
async function link(tx: TenantTx, subject: string, accountId: string, email: string): Promise<void> {
  const { tenantId } = tx;
  await tx.rows.providerIdentity.createMany({ data: [{ tenantId, subject, accountId }] });
  await recordAudit(tx, actOfAccount(accountId, email, "sign_in.linked"), email, { after: { subject } });
}

function joinAsNew(
  db: Database,
  { tenantId, defaultRole }: TenantProvider,
  person: { readonly email: string; readonly name: string; readonly subject: string },
): Promise<string> {
  const { email, name, subject } = person;
  const id = newId();
  return withPerson(db, id, async (tx) => {
    await tx.rows.account.createMany({ data: [{ id, email, name, passwordHash: null }] });
    await tx.asTenant(tenantId, async (tenant) => {
      await tenant.rows.member.createMany({ data: [{ tenantId, accountId: id, role: defaultRole }] });
      await recordAudit(tenant, actOfAccount(id, email, "member.joined"), email, {
        after: { role: defaultRole, by: "sign-in provider" },
      });
      await link(tenant, subject, id, email);
    });
    return id;
  });
}
