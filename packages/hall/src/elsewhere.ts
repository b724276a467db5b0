import { type Desk, openElsewhere, sealElsewhere } from "@outstation/api/elsewhere";
import { Fault } from "@outstation/kit/fault";
import { NextResponse } from "next/server";
import { type Caller, sessionCookie } from "./session";

/** The browser keeps what must come back with a provider's answer, sealed, for ten minutes. */
const COOKIE = "outstation-oidc";
const COOKIE_SECONDS = 600;

/** `GET /sign-in/oidc/<tenant>`: off to the tenant's own provider. */
export async function goElsewhere(desk: Desk, tenantSlug: string): Promise<NextResponse> {
  try {
    const { url, sealed } = await sealElsewhere(desk, tenantSlug);
    const response = NextResponse.redirect(url);
    response.cookies.set(COOKIE, sealed, {
      httpOnly: true,
      sameSite: "lax",
      secure: desk.webUrl.startsWith("https://"),
      path: "/sign-in/oidc",
      maxAge: COOKIE_SECONDS,
    });
    return response;
  } catch (reason) {
    return back(desk, reason);
  }
}

/** `GET /sign-in/oidc/callback`: the provider's answer becomes a session, bound to its tenant. */
export async function comeBack(
  desk: Desk,
  request: { readonly search: string; readonly sealed: string | undefined; readonly caller: Caller },
): Promise<NextResponse> {
  try {
    const session = await openElsewhere(desk, request.sealed ?? "", request.search, request.caller.userAgent);
    const response = NextResponse.redirect(new URL("/", desk.webUrl));
    const { name, value, options } = await sessionCookie(session);
    response.cookies.set(name, value, options);
    response.cookies.delete({ name: COOKIE, path: "/sign-in/oidc" });
    return response;
  } catch (reason) {
    return back(desk, reason);
  }
}

export const OIDC_COOKIE = COOKIE;

/** Back to the sign-in page with what went wrong, in words. */
function back(desk: Desk, reason: unknown): NextResponse {
  if (!(reason instanceof Fault)) desk.onError(reason, "sign-in elsewhere");
  const problem =
    reason instanceof Fault
      ? { code: reason.code, message: reason.publicMessage }
      : { code: "platform.failed", message: "The platform could not sign you in. Try again." };
  const url = new URL("/sign-in", desk.webUrl);
  url.searchParams.set("problem", JSON.stringify(problem));
  return NextResponse.redirect(url);
}
