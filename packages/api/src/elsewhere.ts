import type { OidcChecks } from "@outstation/domain/ports";
import { beginElsewhere, finishElsewhere } from "@outstation/domain/tenancy/identity-providers";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { fault } from "@outstation/kit/fault";
import type { Desk } from "./context";

export type { Desk };

const PURPOSE = "oidc checks";
type Kept = { readonly tenantSlug: string; readonly checks: OidcChecks };

/** Begins a sign-in at a tenant's provider. @returns where to send the browser, and what it must bring back, sealed. */
export async function sealElsewhere(desk: Desk, tenantSlug: string): Promise<{ url: string; sealed: string }> {
  const { url, checks } = await beginElsewhere({ ...desk, now: desk.clock.now() }, tenantSlug);
  const kept: Kept = { tenantSlug, checks };
  return { url, sealed: Buffer.from(desk.secrets.seal(JSON.stringify(kept), PURPOSE)).toString("base64url") };
}

/** Ends it. @param search the provider's answer, as in the address. @throws Fault `oidc.refused` and what `finishElsewhere` does */
export async function openElsewhere(
  desk: Desk,
  sealed: string,
  search: string,
  userAgent: string | null,
): Promise<SessionRef> {
  let kept: Kept;
  try {
    kept = JSON.parse(desk.secrets.open(Buffer.from(sealed, "base64url"), PURPOSE));
  } catch (cause) {
    throw fault("oidc.refused", "This sign-in was begun too long ago or in another browser. Begin again.", {}, cause);
  }
  return finishElsewhere({ ...desk, now: desk.clock.now() }, { ...kept, search, userAgent });
}
