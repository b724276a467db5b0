import type { Desk, RequestContext } from "@outstation/api/context";
import { appRouter } from "@outstation/api/root";
import type { Database, Mail } from "@outstation/domain/ports";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";

/** The installation's own front desk on connections of the proof's own, at one instant, whose mails nobody gets. */
export type ProofDesk = {
  readonly desk: Desk & { readonly platformDb: Database };
  /** The secret at the end of the last link that was mailed to an address. @throws when none comes */
  token(to: string): Promise<string>;
  /** What failed without a caller's doing. */
  readonly errors: string[];
};

const MAIL_WAIT_MS = 10_000;

export function openProofDesk(desk: Desk, app: Database, platformDb: Database): ProofDesk {
  const now = desk.clock.now();
  const mails: Mail[] = [];
  const errors: string[] = [];
  return {
    errors,
    desk: {
      ...desk,
      db: app,
      platformDb,
      // One instant: an answer that differs, differs for another reason than the time of day.
      clock: { now: () => now },
      mailer: { send: async (mail) => void mails.push(mail) },
      // The provider of a synthetic tenant is nobody: no address of it is asked.
      oidc: {
        describe: async ({ issuer }) => ({ authorizationEndpoint: `${issuer}/authorize` }),
        begin: async ({ issuer }) => ({
          url: `${issuer}/authorize`,
          checks: { state: "state", nonce: "nonce", codeVerifier: "verifier", fresh: false },
        }),
        finish: async () => {
          throw fault("oidc.refused", "The provider did not vouch for you.");
        },
      },
      onError: (error, path) => void errors.push(`${path ?? "a call"}: ${String(error)}`),
    },
    token: async (to) => {
      for (let waited = 0; waited < MAIL_WAIT_MS; waited += 10) {
        const text = mails.findLast((mail) => mail.to === to)?.text ?? "";
        const [, token] = /\/(?:verify|invitations|reset)\/([\w-]{43})/.exec(text) ?? [];
        if (token !== undefined) return token;
        await sleep(10);
      }
      throw fault("proof.no_mail", "A mail that the proof needs did not come.", { to });
    },
  };
}

/** Without an address: what the platform counts by it is other people's. */
const CALLER = { address: null, userAgent: "isolation proof" };

/** The procedures as someone calls them: nobody, or a session, in a tenant of their choice. */
export const callAs = (
  desk: Desk,
  session: RequestContext["session"],
  tenantSlug: string | null = null,
  signal?: AbortSignal,
) => appRouter.createCaller({ desk, session, tenantSlug, caller: CALLER }, signal ? { signal } : {});
export type Caller = ReturnType<typeof callAs>;

/** The procedure of a path, for whoever calls. */
export function procedureOf(caller: Caller, path: string): (input: unknown) => Promise<unknown> {
  let at: unknown = caller;
  for (const name of path.split(".")) at = (at as Record<string, unknown>)[name];
  return at as (input: unknown) => Promise<unknown>;
}
