import { type Desk, openElsewhere, openErrand, sealElsewhere } from "@outstation/api/elsewhere";
import { Fault } from "@outstation/kit/fault";
import { NextResponse } from "next/server";
import { ownPath } from "./own-path";
import { REFUSAL_COOKIE, REFUSAL_SECONDS } from "./refusal";
import { type Caller, sessionCookie } from "./session";

/** The browser keeps what must come back with a provider's answer, sealed, for ten minutes. */
export const OIDC_COOKIE = "outstation-oidc";
const COOKIE_SECONDS = 600;
const PATH = "/sign-in/oidc";

/**
 * `GET /sign-in/oidc/<tenant>`: off to the tenant's own provider.
 * @param wish.next where to go afterwards; only a path of this site is followed.
 * @param wish.fresh asks the provider for a new proof of the person: a step-up.
 */
export async function goElsewhere(
  desk: Desk,
  tenantSlug: string,
  wish: { readonly next: string | null; readonly fresh: boolean },
): Promise<NextResponse> {
  try {
    const { url, sealed } = await sealElsewhere(desk, { tenantSlug, next: ownPath(wish.next) }, wish.fresh);
    const response = NextResponse.redirect(url);
    // Lax: the provider's answer comes from another site, as a page that is gone to.
    response.cookies.set(OIDC_COOKIE, sealed, {
      httpOnly: true,
      sameSite: "lax",
      secure: isSecure(desk),
      path: PATH,
      maxAge: COOKIE_SECONDS,
    });
    return response;
  } catch (reason) {
    return back(desk, tenantSlug, reason);
  }
}

/** `GET /sign-in/oidc/callback`: the provider's answer becomes a session, bound to its tenant. */
export async function comeBack(
  desk: Desk,
  request: { readonly search: string; readonly sealed: string | undefined; readonly caller: Caller },
): Promise<NextResponse> {
  const { search, sealed = "", caller } = request;
  try {
    const { session, next } = await openElsewhere(desk, sealed, { search, userAgent: caller.userAgent });
    const response = NextResponse.redirect(new URL(next, desk.webUrl));
    const { name, value, options } = await sessionCookie(session);
    response.cookies.set(name, value, options);
    response.cookies.delete({ name: OIDC_COOKIE, path: PATH });
    return response;
  } catch (reason) {
    return back(desk, openErrand(desk, sealed)?.tenantSlug ?? null, reason);
  }
}

const isSecure = ({ webUrl }: Desk) => webUrl.startsWith("https://");

/** Back to the sign-in page with what went wrong, in a cookie: words in an address could be anyone's. */
function back(desk: Desk, tenantSlug: string | null, reason: unknown): NextResponse {
  if (!(reason instanceof Fault)) desk.onError(reason, "sign-in elsewhere");
  const refusal =
    reason instanceof Fault
      ? { code: reason.code, message: reason.publicMessage }
      : { code: "platform.failed", message: "The platform could not sign you in. Try again." };
  const url = new URL("/sign-in", desk.webUrl);
  if (tenantSlug !== null) url.searchParams.set("tenant", tenantSlug);
  const response = NextResponse.redirect(url);
  response.cookies.set(REFUSAL_COOKIE, JSON.stringify(refusal), {
    sameSite: "lax",
    secure: isSecure(desk),
    path: "/sign-in",
    maxAge: REFUSAL_SECONDS,
  });
  response.cookies.delete({ name: OIDC_COOKIE, path: PATH });
  return response;
}
