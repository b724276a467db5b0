import { Fault } from "@outstation/kit/fault";
import { getServerSession, type NextAuthOptions } from "next-auth";
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

type Authenticate = (credentials: { readonly email: string; readonly password: string }) => Promise<SessionRef | null>;

/** Sign-in by email and password. The token carries the ids of the account and the session; what it may do is read each time. */
const optionsOf = (authenticate: Authenticate): NextAuthOptions => ({
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      credentials: { email: { type: "email" }, password: { type: "password" } },
      authorize: async (given) => {
        const account = await authenticate({ email: given?.email ?? "", password: given?.password ?? "" }).catch(
          refuse,
        );
        return account === null ? null : { id: account.accountId, sessionId: account.sessionId };
      },
    }),
  ],
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
export function openSession(authenticate: Authenticate) {
  const authOptions = optionsOf(authenticate);
  return {
    authOptions,
    /** The signed-in account, or null. */
    getSession: async (): Promise<SessionRef | null> => {
      const { accountId, sessionId } = (await getServerSession(authOptions)) ?? {};
      return accountId && sessionId ? { accountId, sessionId } : null;
    },
  };
}
