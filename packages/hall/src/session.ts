import { integer, readEnv, text } from "@outstation/kit/env";
import { Fault } from "@outstation/kit/fault";
import { getServerSession, type NextAuthOptions } from "next-auth";
import { encode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";

declare module "next-auth" {
  interface Session {
    accountId?: string;
    sessionId?: string;
  }
  interface User {
    sessionId?: string;
  }
}

const SESSION_SECONDS = 12 * 3600;

/** The account, and which of its sessions: what the cookie carries. */
export type SessionRef = { readonly accountId: string; readonly sessionId: string };

/** Where a request came from, as far as it can be told. */
export type Caller = { readonly address: string | null; readonly userAgent: string | null };

export type EndSession = (session: SessionRef) => Promise<void>;

export type Authenticate = (
  credentials: { readonly email: string; readonly password: string; readonly code: string | null },
  caller: Caller,
) => Promise<SessionRef | null>;

/**
 * Who calls. Each proxy of ours adds to `x-forwarded-for` whom it was called by, and Next the socket's address where there is
 * none; what stands before those, the caller wrote. `TRUSTED_PROXIES` says how many there are.
 */
export function callerOf(headers: { get(name: string): string | null }): Caller {
  const { TRUSTED_PROXIES } = readEnv({ TRUSTED_PROXIES: integer(1) });
  const addresses = headers.get("x-forwarded-for")?.split(",") ?? [];
  return {
    address: addresses.at(-Math.min(TRUSTED_PROXIES, addresses.length))?.trim() || null,
    userAgent: headers.get("user-agent")?.slice(0, 300) ?? null,
  };
}

/** Sign-in by email and password. The token carries the ids of the account and the session; what it may do is read each time. */
const optionsOf = (authenticate: Authenticate, end: EndSession): NextAuthOptions => ({
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
      authorize: async (given, request) => {
        const headers: Record<string, unknown> = request.headers ?? {};
        const caller = callerOf({ get: (name) => (typeof headers[name] === "string" ? headers[name] : null) });
        const credentials = { email: given?.email ?? "", password: given?.password ?? "", code: given?.code || null };
        const account = await authenticate(credentials, caller).catch(refuse);
        return account === null ? null : { id: account.accountId, sessionId: account.sessionId };
      },
    }),
  ],
  events: {
    // The cookie is gone with the answer; a copy of it must be worth nothing either.
    signOut: async ({ token }) => {
      if (token?.sub && typeof token.sid === "string") await end({ accountId: token.sub, sessionId: token.sid });
    },
  },
  callbacks: {
    jwt: ({ token, user }) =>
      user ? { sub: user.id, sid: user.sessionId } : { ...(token.sub ? { sub: token.sub } : {}), sid: token.sid },
    session: ({ session, token: { sub, sid } }) => ({
      expires: session.expires,
      ...(sub && typeof sid === "string" ? { accountId: sub, sessionId: sid } : {}),
    }),
  },
});

/** next-auth hands the text of an error to the page: a fault's own words, and nothing of what else may go wrong. */
function refuse(cause: unknown): never {
  const known = cause instanceof Fault;
  throw new Error(
    JSON.stringify(
      known
        ? { code: cause.code, message: cause.publicMessage }
        : { code: "sign_in.unavailable", message: "The service could not check your password. Try again in a minute." },
    ),
  );
}

/** One app's sign-in: what next-auth's route needs, and the only way to read the session. */
export function openSession(authenticate: Authenticate, end: EndSession) {
  const authOptions = optionsOf(authenticate, end);
  return {
    authOptions,
    /** The signed-in account, or null. */
    getSession: async (): Promise<SessionRef | null> => {
      const { accountId, sessionId } = (await getServerSession(authOptions)) ?? {};
      return accountId && sessionId ? { accountId, sessionId } : null;
    },
  };
}

/**
 * The cookie of a session that began elsewhere than at the sign-in form: after a sign-up, an invitation, a provider's answer.
 * The very cookie that next-auth sets, so that there is one kind of session.
 */
export async function sessionCookie({ accountId, sessionId }: SessionRef): Promise<{
  readonly name: string;
  readonly value: string;
  readonly options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean; maxAge: number };
}> {
  const { NEXTAUTH_SECRET, NEXTAUTH_URL } = readEnv({ NEXTAUTH_SECRET: text(), NEXTAUTH_URL: text() });
  const secure = NEXTAUTH_URL.startsWith("https://");
  return {
    name: `${secure ? "__Secure-" : ""}next-auth.session-token`,
    value: await encode({
      token: { sub: accountId, sid: sessionId },
      secret: NEXTAUTH_SECRET,
      maxAge: SESSION_SECONDS,
    }),
    options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge: SESSION_SECONDS },
  };
}
