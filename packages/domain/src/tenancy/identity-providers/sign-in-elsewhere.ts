import type { Database } from "@outstation/db/database";
import { findAccountByEmail, findIdentityProvider, type TenantProvider } from "@outstation/db/directory";
import { withPerson } from "@outstation/db/person";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import type { SecretBox } from "@outstation/kit/secret-box";
import type { Oidc, OidcChecks, OidcPerson } from "../../ports";
import { recordAudit } from "../audit";
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
 * @throws Fault `oidc.not_configured`, `oidc.unreachable`, `oidc.address_refused`
 */
export async function beginElsewhere(
  desk: ElsewhereDesk,
  tenantSlug: string,
): Promise<{ url: string; checks: OidcChecks }> {
  return desk.oidc.begin(await getProvider(desk, tenantSlug), callbackOf(desk.webUrl));
}

/**
 * Ends it and begins a session that opens this tenant and nothing else: a provider vouches for its own tenant only.
 * @throws Fault `oidc.not_configured`, `oidc.refused`, `oidc.unreachable`, `oidc.not_a_member`, `tenant.suspended`
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
  const provider = await getProvider(desk, answer.tenantSlug);
  const person = await desk.oidc.finish(provider, `${callbackOf(desk.webUrl)}${answer.search}`, answer.checks);
  const accountId = await findOrJoin(desk, provider, person);
  return beginSession(desk.db, { accountId, boundTenantId: provider.tenantId, userAgent: answer.userAgent }, desk.now);
}

/** Whom the provider means: known by subject, a member by verified address, or someone new of an allowed domain. */
async function findOrJoin({ db }: ElsewhereDesk, provider: TenantProvider, person: OidcPerson): Promise<string> {
  const { tenantId } = provider;
  const email = person.emailVerified ? (person.email?.toLowerCase() ?? null) : null;
  const known = await withTenant(db, tenantId, async (tx) => {
    const identity = await tx.rows.providerIdentity.findUnique({
      where: { tenantId_subject: { tenantId, subject: person.subject } },
    });
    const member = await tx.rows.member.findFirst({
      where: { tenantId, ...(identity ? { accountId: identity.accountId } : { account: { email: email ?? "" } }) },
    });
    if (member === null) return null;
    if (identity === null) await link(tx, person.subject, member.accountId);
    return member.accountId;
  });
  if (known !== null) return known;
  const domain = email?.split("@")[1];
  // An account of someone else's making is never taken over by what a provider says of its address.
  const isNew = email !== null && (await findAccountByEmail(db, email)) === null;
  if (email === null || domain === undefined || !provider.domains.includes(domain) || !isNew)
    throw fault(
      "oidc.not_a_member",
      `You are not a member of ${provider.tenantName}. Ask one of its admins for an invitation to your address.`,
    );
  return joinAsNew(db, provider, { email, name: person.name ?? email, subject: person.subject });
}

const link = (tx: TenantTx, subject: string, accountId: string) =>
  tx.rows.providerIdentity.createMany({ data: [{ tenantId: tx.tenantId, subject, accountId }], skipDuplicates: true });

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
      await link(tenant, subject, id);
      await recordAudit(
        tenant,
        { actor: `account:${id}`, actorName: email, onBehalfOf: null, event: "member.joined" },
        email,
        { after: { role: defaultRole, by: "sign-in provider" } },
      );
    });
    return id;
  });
}
