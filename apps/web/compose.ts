import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import type { Desk, RequestContext } from "@outstation/api/context";
import { appRouter } from "@outstation/api/root";
import { authenticate as authenticateAt } from "@outstation/api/sign-in";
import { openDatabase } from "@outstation/db/database";
import { systemClock } from "@outstation/kit/clock";
import { readEnv, text } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { cookies } from "next/headers";
import { TENANT_COOKIE } from "./features/shell/tenant-choice";

const environment = () => readEnv({ DATABASE_URL: text(), PORTAL_URL: text() });

// Next bundles this file once a route; the desk, with its connections, is one a process.
const held = globalThis as typeof globalThis & { outstationDesk?: Promise<Desk> | undefined };

async function openDesk(): Promise<Desk> {
  const logger = createLogger("web");
  const db = await openDatabase(environment().DATABASE_URL);
  return {
    db,
    log: createPgTenantLog(db, openLogFeed(db)),
    clock: systemClock,
    onError: (err, path) => logger.error({ err, path }, "a procedure failed"),
  };
}

function desk(): Promise<Desk> {
  const opening = held.outstationDesk ?? openDesk();
  held.outstationDesk = opening;
  opening.catch(() => {
    held.outstationDesk = undefined;
  });
  return opening;
}

type Session = { readonly accountId: string } | null;

/** Who asks, and which of their tenants they look at. */
export async function contextOf(session: Session): Promise<RequestContext> {
  const tenantSlug = (await cookies()).get(TENANT_COOKIE)?.value ?? null;
  return { desk: await desk(), accountId: session?.accountId ?? null, tenantSlug };
}

/** The API for pages that are rendered here. */
export const api = async (session: Session) => appRouter.createCaller(await contextOf(session));

export const authenticate = async (credentials: unknown) => authenticateAt(await desk(), credentials);

/** Where the developer portal is. */
export const portalUrl = (): string => environment().PORTAL_URL;
