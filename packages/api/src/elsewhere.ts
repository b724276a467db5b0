import type { OidcChecks } from "@outstation/domain/ports";
import { beginElsewhere, finishElsewhere } from "@outstation/domain/tenancy/identity-providers";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { fault } from "@outstation/kit/fault";
import type { Desk } from "./context";

export type { Desk };

/** As long as a person may take at the provider. */
const LIFE_MS = 10 * 60_000;
const PURPOSE = "oidc checks";

export type Errand = {
  readonly tenantSlug: string;
  /** Where the person was heading: a path of this site. */
  readonly next: string;
};
type Kept = Errand & { readonly checks: OidcChecks; readonly until: number };

/**
 * Begins a sign-in at a tenant's provider.
 * @param fresh asks the provider for a new proof of the person.
 * @returns where to send the browser, and what it must bring back, sealed.
 */
export async function sealElsewhere(
  desk: Desk,
  errand: Errand,
  fresh: boolean,
): Promise<{ url: string; sealed: string }> {
  const now = desk.clock.now();
  const { url, checks } = await beginElsewhere({ ...desk, now }, errand.tenantSlug, fresh);
  const kept: Kept = { ...errand, checks, until: now + LIFE_MS };
  return { url, sealed: Buffer.from(desk.secrets.seal(JSON.stringify(kept), PURPOSE)).toString("base64url") };
}

/** What a browser kept of a sign-in that it began, or null where it kept none, or for too long. */
export function openErrand(desk: Desk, sealed: string): Kept | null {
  try {
    const kept = JSON.parse(desk.secrets.open(Buffer.from(sealed, "base64url"), PURPOSE)) as Kept;
    return kept.until > desk.clock.now() ? kept : null;
  } catch {
    return null;
  }
}

/**
 * Ends it.
 * @param answer.search the provider's answer, as in the address.
 * @throws Fault `oidc.refused` and what `finishElsewhere` does
 */
export async function openElsewhere(
  desk: Desk,
  sealed: string,
  answer: { readonly search: string; readonly userAgent: string | null },
): Promise<{ session: SessionRef } & Errand> {
  const kept = openErrand(desk, sealed);
  if (kept === null)
    throw fault("oidc.refused", "This sign-in was begun too long ago or in another browser. Begin again.");
  const { tenantSlug, next, checks } = kept;
  const session = await finishElsewhere({ ...desk, now: desk.clock.now() }, { ...answer, tenantSlug, checks });
  return { session, tenantSlug, next };
}
