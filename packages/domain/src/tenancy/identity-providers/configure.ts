import type { Role } from "@outstation/contracts/access/permissions";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { SecretBox } from "@outstation/kit/secret-box";
import type { Oidc } from "../../ports";
import { type Act, recordAudit } from "../audit";

export type ProviderForm = {
  readonly issuer: string;
  readonly clientId: string;
  /** Null keeps the one that is stored. */
  readonly clientSecret: string | null;
  readonly domains: readonly string[];
  readonly defaultRole: Exclude<Role, "owner">;
  readonly enforced: boolean;
};

/** As shown: the secret is never returned. */
export type ProviderView = Omit<ProviderForm, "clientSecret" | "defaultRole"> & {
  readonly defaultRole: string;
  readonly updatedAt: number;
};

export const secretPurposeOf = (tenantId: string) => `oidc:${tenantId}`;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;

/** How the tenant's members sign in elsewhere, or null. */
export async function findProvider(db: Database, tenantId: string): Promise<ProviderView | null> {
  const row = await withTenant(db, tenantId, (tx) => tx.rows.identityProvider.findUnique({ where: { tenantId } }));
  if (row === null) return null;
  const { issuer, clientId, domains, defaultRole, enforced, updatedAt } = row;
  return { issuer, clientId, domains, defaultRole, enforced, updatedAt: updatedAt.getTime() };
}

type Setter = { readonly tenantId: string; readonly cameThroughProvider: boolean };

type ConfigureDesk = {
  readonly db: Database;
  readonly oidc: Oidc;
  readonly secrets: SecretBox;
  readonly now: number;
};

/**
 * Sets the tenant's provider, after asking it who it is. Passwords are shut out only by someone who came in through this very
 * provider: nobody locks themselves out. Another issuer or client is another provider: whom the old one vouched for is out
 * at their next request.
 * @throws Fault `oidc.unreachable`, `oidc.address_refused`, `oidc.domain_invalid`, `oidc.secret_missing`, `oidc.enforce_first`
 */
export async function configureProvider(
  desk: ConfigureDesk,
  act: Act,
  { tenantId, cameThroughProvider }: Setter,
  form: ProviderForm,
): Promise<void> {
  const { issuer, clientId, defaultRole, enforced } = form;
  const domains = form.domains.map((domain) => domain.trim().toLowerCase());
  const odd = domains.find((domain) => !DOMAIN.test(domain));
  if (odd !== undefined) throw fault("oidc.domain_invalid", `"${odd}" is not a mail domain.`);
  const stored = await withTenant(desk.db, tenantId, (tx) =>
    tx.rows.identityProvider.findUnique({ where: { tenantId } }),
  );
  const isAnother = stored?.issuer !== issuer || stored.clientId !== clientId;
  if (enforced && (isAnother || !cameThroughProvider))
    throw fault("oidc.enforce_first", "Sign in through the provider once before you make it the only way in.");
  const purpose = secretPurposeOf(tenantId);
  // A stored secret is the old issuer's: another one, which may be anyone's, is never sent it.
  const kept = stored !== null && !isAnother ? desk.secrets.open(stored.clientSecretSealed, purpose) : null;
  const clientSecret = form.clientSecret ?? kept;
  if (!clientSecret) throw fault("oidc.secret_missing", "The client secret of this provider is missing.");
  await desk.oidc.describe({ issuer, clientId, clientSecret });
  const data = {
    issuer,
    clientId,
    clientSecretSealed: desk.secrets.seal(clientSecret, purpose),
    domains,
    defaultRole,
    enforced,
    updatedAt: new Date(desk.now),
  };
  await withTenant(desk.db, tenantId, async (tx) => {
    await tx.rows.identityProvider.upsert({ where: { tenantId }, create: { tenantId, ...data }, update: data });
    if (isAnother) await tx.rows.providerIdentity.deleteMany({ where: { tenantId } });
    await recordAudit(tx, act, issuer, {
      ...(stored ? { before: summaryOf(stored) } : {}),
      after: summaryOf({ issuer, clientId, domains, defaultRole, enforced }),
    });
  });
}

type Summary = Omit<ProviderForm, "clientSecret" | "defaultRole"> & { readonly defaultRole: string };

const summaryOf = ({ issuer, clientId, domains, defaultRole, enforced }: Summary) => ({
  issuer,
  clientId,
  domains: [...domains],
  defaultRole,
  enforced,
});

/**
 * Asks whoever is at this address whether they are a provider. Nothing is kept, and no secret is sent.
 * @throws Fault `oidc.unreachable`, `oidc.address_refused`
 */
export const tryProvider = (oidc: Oidc, issuer: string): Promise<{ readonly authorizationEndpoint: string }> =>
  oidc.describe({ issuer, clientId: "test", clientSecret: "test" });

/** Removes the provider; those who came through it are out at their next request, because nothing vouches for them any more. */
export const removeProvider = (db: Database, tenantId: string, act: Act): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const row = await tx.rows.identityProvider.findUnique({ where: { tenantId } });
    if (row === null) return;
    await tx.rows.identityProvider.deleteMany({ where: { tenantId } });
    await tx.rows.providerIdentity.deleteMany({ where: { tenantId } });
    await recordAudit(tx, act, row.issuer, { before: { issuer: row.issuer } });
  });
