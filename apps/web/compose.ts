import { readFile } from "node:fs/promises";
import { createGuardedFetch } from "@outstation/adapters/http";
import { openMail } from "@outstation/adapters/mail";
import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import { openOidc } from "@outstation/adapters/oidc";
import { createPgTenantLog, openLogFeed } from "@outstation/adapters/pg-log";
import { openRedisLatestReader } from "@outstation/adapters/redis-latest";
import type { Desk, RequestContext } from "@outstation/api/context";
import type { IsolationProof } from "@outstation/api/isolation-proof";
import { appRouter } from "@outstation/api/root";
import { authenticate as openAccount, signOut } from "@outstation/api/sign-in";
import { openTicket } from "@outstation/api/ticket";
import { type Database, openDatabase } from "@outstation/db/database";
import { createColdReader } from "@outstation/domain/signals/cold-tier";
import { openExportFeed } from "@outstation/domain/signals/exports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { type Authenticate, callerOf, type EndSession } from "@outstation/hall/session";
import { TENANT_COOKIE } from "@outstation/hall/tenant-choice";
import { systemClock } from "@outstation/kit/clock";
import { integer, readEnv, text } from "@outstation/kit/env";
import { createLogger, type Logger } from "@outstation/kit/logger";
import { openSecretBox } from "@outstation/kit/secret-box";
import { createProofRunner } from "@outstation/proof/proof-runner";
import { cookies, headers } from "next/headers";

/** Mails the page of the embedded default shows. */
const MAILS_SHOWN = 50;

// Read when first needed and not when loaded: a build has no environment.
const readEnvironment = () =>
  readEnv({
    /** The app role's, which the policies bind. */
    DATABASE_URL: text(),
    DATABASE_CONNECTIONS_MAX: integer(8),
    /** Where last values are read from, such as `rediss://host:6380`; without it, and where it is away, from Postgres. */
    REDIS_URL: text(""),
    /** The platform role's, for the operators' rooms; without it there are none. */
    PLATFORM_DATABASE_URL: text(""),
    /** 32 bytes in base64 or hexadecimal: seals what must be read again, such as TOTP seeds. */
    SECRETS_KEY: text(),
    /** Where links in mails lead. */
    WEB_URL: text(),
    /** Where mails are handed over; without it they are kept in MAIL_DIR and shown on the page "Mail" of a site on this machine. */
    SMTP_URL: text(""),
    MAIL_FROM: text("Outstation <no-reply@localhost>"),
    MAIL_DIR: text("data/mail"),
    /** Where a device enrols, and the root certificate it trusts there: what a claim carries beside its token. */
    ENROLMENT_URL: text("https://127.0.0.1:8443"),
    CA_ROOT_FILE: text("data/ca/root.pem"),
    /** Where the last isolation proofs are kept. */
    ISOLATION_REPORTS_FILE: text("data/isolation-reports.json"),
    /** Origins that are reached although they are not public, comma-separated: a sign-in provider on this machine. */
    OUTBOUND_ALLOWED_ORIGINS: text(""),
    LOG_LEVEL: text("info"),
  });

async function openDesk(): Promise<Desk> {
  const env = readEnvironment();
  const logger = createLogger("web", env.LOG_LEVEL);
  const db = await openDatabase(env.DATABASE_URL, env.DATABASE_CONNECTIONS_MAX);
  const objects = await openObjectsOfEnvironment();
  const { mailer, list } = openMail({
    smtpUrl: env.SMTP_URL,
    from: env.MAIL_FROM,
    folder: env.MAIL_DIR,
    webUrl: env.WEB_URL,
    now: systemClock.now,
  });
  const desk: Desk = {
    db,
    platformDb: env.PLATFORM_DATABASE_URL === "" ? null : await openDatabase(env.PLATFORM_DATABASE_URL, 2),
    log: createPgTenantLog(db, openLogFeed(db)),
    latest: openLatest(env.REDIS_URL, db, logger),
    objects,
    cold: createColdReader(db, objects),
    exportFeed: openExportFeed(db),
    clock: systemClock,
    mailer,
    listMails: list && (() => list(MAILS_SHOWN)),
    oidc: openOidc(
      createGuardedFetch({ allowedOrigins: env.OUTBOUND_ALLOWED_ORIGINS.split(",").filter((origin) => origin !== "") }),
      systemClock.now,
    ),
    enrolment: async () => ({
      enrolmentUrl: env.ENROLMENT_URL,
      rootCertificate: await readFile(env.CA_ROOT_FILE, "utf8"),
    }),
    secrets: openSecretBox(env.SECRETS_KEY),
    proof: null,
    webUrl: env.WEB_URL,
    onError: (error, path) => logger.error({ err: error, path }, "a call failed"),
  };
  return { ...desk, proof: openProof(desk, env.ISOLATION_REPORTS_FILE) };
}

function openLatest(url: string, db: Database, logger: Logger): Desk["latest"] {
  const truth = createPgLatest(db);
  const onTrouble = (error: unknown) => logger.warn({ err: error }, "Redis is away; Postgres answers");
  return url === "" ? truth : openRedisLatestReader({ url, truth, onTrouble });
}

/** The isolation proof of this installation; none without operators. Loaded when one is begun: it brings devices of its own. */
function openProof(desk: Desk, file: string): IsolationProof | null {
  const { platformDb } = desk;
  if (platformDb === null) return null;
  const doorTo = (url: string) => (path: string, init?: RequestInit) => fetch(new URL(path, url), init);
  return createProofRunner({
    file,
    now: desk.clock.now,
    onError: (error) => desk.onError(error, "isolation proof"),
    prove: async (startedBy, onProgress) => {
      const { proveIsolation } = await import("@outstation/proof/prove-isolation");
      const web = { web: doorTo(desk.webUrl), portal: doorTo(portalUrl()) };
      const installation = { desk: { ...desk, platformDb }, startedBy, web, ingestUrl: null, authority: null };
      return proveIsolation(installation, onProgress);
    },
  });
}

// Next gives pages and routes a copy of this module each; the process has one desk.
const shared: typeof globalThis & { outstationDesk?: Promise<Desk> | undefined } = globalThis;

/** What every request of this process works with. */
export function desk(): Promise<Desk> {
  shared.outstationDesk ??= openDesk().catch((reason: unknown) => {
    shared.outstationDesk = undefined;
    throw reason;
  });
  return shared.outstationDesk;
}

/** A session of the account that an email and a password open, or null. */
export const authenticate: Authenticate = async (credentials, caller) => openAccount(await desk(), credentials, caller);

/** The session in a ticket of this desk, or null. */
export const openSessionTicket = async (ticket: string) => openTicket(await desk(), ticket);

/** Ends a session: its cookie is worth nothing any more. */
export const endSession: EndSession = async (session) => signOut(await desk(), session);

/** One request as the front desk sees it. The cookie names a tenant; whether it may be entered is looked up each time. */
export async function contextOf(session: SessionRef | null): Promise<RequestContext> {
  const tenantSlug = (await cookies()).get(TENANT_COOKIE)?.value ?? null;
  return { desk: await desk(), session, tenantSlug, caller: callerOf(await headers()) };
}

/** The same procedures the browser calls, for the server's own pages. */
export const api = async (session: SessionRef) => appRouter.createCaller(await contextOf(session));

/** Where the developers' workshop is. */
export const portalUrl = (): string => readEnv({ PORTAL_URL: text() }).PORTAL_URL;
