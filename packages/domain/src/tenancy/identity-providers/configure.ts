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

/**
 * Sets the tenant's provider, after asking it who it is. Passwords are shut out only by someone who came in through the
 * provider: nobody locks themselves out.
 * @throws Fault `oidc.unreachable`, `oidc.address_refused`, `oidc.domain_invalid`, `oidc.secret_missing`, `oidc.enforce_first`
 */
export async function configureProvider(
  desk: {
    readonly db: Database;
    readonly oidc: Oidc;
    readonly secrets: SecretBox;
    readonly webUrl: string;
    readonly now: number;
  },
  act: Act,
  { tenantId, cameThroughProvider }: Setter,
  form: ProviderForm,
): Promise<void> {
  const domains = form.domains.map((domain) => domain.trim().toLowerCase());
  const odd = domains.find((domain) => !DOMAIN.test(domain));
  if (odd !== undefined) throw fault("oidc.domain_invalid", `"${odd}" is not a mail domain.`);
  if (form.enforced && !cameThroughProvider)
    throw fault("oidc.enforce_first", "Sign in through the provider once before you make it the only way in.");
  const stored = await withTenant(desk.db, tenantId, (tx) =>
    tx.rows.identityProvider.findUnique({ where: { tenantId } }),
  );
  const purpose = secretPurposeOf(tenantId);
  const clientSecret = form.clientSecret ?? (stored && desk.secrets.open(stored.clientSecretSealed, purpose));
  if (!clientSecret) throw fault("oidc.secret_missing", "The provider's client secret is missing.");
  const { issuer, clientId } = form;
  await desk.oidc.begin({ issuer, clientId, clientSecret }, `${desk.webUrl}/sign-in/oidc/callback`);
  const { defaultRole, enforced } = form;
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
    await recordAudit(tx, act, issuer, {
      ...(stored ? { before: { issuer: stored.issuer, domains: stored.domains, enforced: stored.enforced } } : {}),
      after: { issuer, clientId, domains, defaultRole, enforced },
    });
  });
}

/** Removes the provider; those who came through it are out at their next request. */
export const removeProvider = (db: Database, tenantId: string, act: Act): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const row = await tx.rows.identityProvider.findUnique({ where: { tenantId } });
    if (row === null) return;
    await tx.rows.identityProvider.deleteMany({ where: { tenantId } });
    await tx.rows.providerIdentity.deleteMany({ where: { tenantId } });
    await recordAudit(tx, act, row.issuer, { before: { issuer: row.issuer } });
  });
