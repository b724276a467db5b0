import { readEnv, text } from "@outstation/kit/env";
import { type NextRequest, NextResponse } from "next/server";
import { getToken } from "next-auth/jwt";

/** Sends the signed-out to the sign-in page, and gives each page its content security policy. It decides no rights. */
export async function gate(request: NextRequest): Promise<NextResponse> {
  const { NEXTAUTH_SECRET, NODE_ENV } = readEnv({ NEXTAUTH_SECRET: text(), NODE_ENV: text("production") });
  const { pathname, search } = request.nextUrl;
  if (!isOpen(pathname) && (await getToken({ req: request, secret: NEXTAUTH_SECRET })) === null) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = "/sign-in";
    signIn.search = pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
    return NextResponse.redirect(signIn);
  }
  const policy = contentSecurityPolicy(crypto.randomUUID(), NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** What someone who is nobody here yet may see. */
const OPEN = ["/sign-in", "/sign-up", "/verify", "/invitations", "/reset", "/mail"];
const isOpen = (pathname: string) => OPEN.some((open) => pathname === open || pathname.startsWith(`${open}/`));

/** No host but our own. Scripts carry a nonce; styles may be inline, because charts and menus place themselves with them. */
function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  // React's development build rebuilds error stacks with eval; the production build does not.
  const scripts = `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`;
  return [
    "default-src 'self'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
