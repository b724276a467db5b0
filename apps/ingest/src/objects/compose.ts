import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import { openDatabase } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import type { Database, ObjectStore } from "@outstation/domain/ports";
import { runColdPass } from "@outstation/domain/signals/cold-tier";
import type { Clock } from "@outstation/kit/clock";
import { readEnv, text } from "@outstation/kit/env";
import type { Logger } from "@outstation/kit/logger";
import type { Environment } from "../environment";
import { coldTier } from "../processes/cold-tier";
import type { Process } from "../processes/process";

export type ObjectsDeps = { readonly db: Database; readonly clock: Clock; readonly logger: Logger };

/** The processes that work with the object store. */
export async function composeObjects(env: Environment, { db, clock, logger }: ObjectsDeps): Promise<Process[]> {
  const objects = await openObjectsOfEnvironment();
  const onFailed = (what: string, reason: unknown) =>
    logger.warn({ err: reason, what }, "readings could not go cold; it is tried again");
  const cold = { db, objects, hotDaysDefault: env.HOT_DAYS, onFailed };
  return [coldTier({ clock, logger, everyMs: env.COLD_EVERY_MS, pass: (now) => runColdPass(cold, now) })];
}

export type RestoreTools = {
  readonly db: Database;
  readonly objects: ObjectStore;
  readonly findTenantId: (slug: string) => Promise<string | null>;
  close(): Promise<void>;
};

/** What the command that restores cold days needs, under the ingest role. */
export async function composeRestore(): Promise<RestoreTools> {
  const env = readEnv({
    /** The ingest role's. */
    DATABASE_URL: text(),
  });
  const db = await openDatabase(env.DATABASE_URL, 2);
  return {
    db,
    objects: await openObjectsOfEnvironment(),
    findTenantId: async (slug) => (await listTenants(db)).find((tenant) => tenant.slug === slug)?.id ?? null,
    close: () => db.close(),
  };
}
