import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import type { Desk, RequestContext } from "@outstation/api/context";
import { appRouter } from "@outstation/api/root";
import { authenticate as openAccount } from "@outstation/api/sign-in";
import { openDatabase } from "@outstation/db/database";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { TENANT_COOKIE } from "@outstation/hall/tenant-choice";
import { systemClock } from "@outstation/kit/clock";
import { integer, readEnv, text } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { cookies } from "next/headers";

// Read when first needed and not when loaded: a build has no environment.
const readEnvironment = () =>
  readEnv({
    /** The app role's, which the policies bind. */
    DATABASE_URL: text(),
    DATABASE_CONNECTIONS_MAX: integer(8),
    LOG_LEVEL: text("info"),
  });

async function openDesk(): Promise<Desk> {
  const env = readEnvironment();
  const logger = createLogger("web", env.LOG_LEVEL);
  const db = await openDatabase(env.DATABASE_URL, env.DATABASE_CONNECTIONS_MAX);
  return {
    db,
    platformDb: null,
    log: createPgTenantLog(db, openLogFeed(db)),
    clock: systemClock,
    onError: (error, path) => logger.error({ err: error, path }, "a call failed"),
  };
}

// Next gives pages and routes a copy of this module each; the process has one desk.
const shared: typeof globalThis & { outstationDesk?: Promise<Desk> | undefined } = globalThis;

function desk(): Promise<Desk> {
  shared.outstationDesk ??= openDesk().catch((reason: unknown) => {
    shared.outstationDesk = undefined;
    throw reason;
  });
  return shared.outstationDesk;
}

/** The account that an email and a password open, or null. */
export const authenticate = async (credentials: { email: string; password: string }) =>
  openAccount(await desk(), credentials);

/** One request as the front desk sees it. The cookie names a tenant; whether it may be entered is looked up each time. */
export async function contextOf(session: SessionRef | null): Promise<RequestContext> {
  const tenantSlug = (await cookies()).get(TENANT_COOKIE)?.value ?? null;
  return { desk: await desk(), session, tenantSlug };
}

/** The same procedures the browser calls, for the server's own pages. */
export const api = async (session: SessionRef) => appRouter.createCaller(await contextOf(session));

/** Where the developers' workshop is. */
export const portalUrl = (): string => readEnv({ PORTAL_URL: text() }).PORTAL_URL;
