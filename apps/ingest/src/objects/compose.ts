import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import { openDatabase } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { listenToExports } from "@outstation/db/export-changes";
import type { Database, ObjectStore } from "@outstation/domain/ports";
import { createColdReader, createColdTier } from "@outstation/domain/signals/cold-tier";
import { forgetExports, listWaitingExports, runExport } from "@outstation/domain/signals/exports";
import type { Clock } from "@outstation/kit/clock";
import { readEnv, text } from "@outstation/kit/env";
import type { Logger } from "@outstation/kit/logger";
import type { Environment } from "../environment";
import { coldTier } from "../processes/cold-tier";
import { exportsProcess } from "../processes/exports";
import type { Process } from "../processes/process";

export type ObjectsDeps = { readonly db: Database; readonly clock: Clock; readonly logger: Logger };

/** The processes that work with the object store. */
export async function composeObjects(env: Environment, { db, clock, logger }: ObjectsDeps): Promise<Process[]> {
  const objects = await openObjectsOfEnvironment();
  const onFailed = (what: string, reason: unknown) =>
    logger.warn({ err: reason, what }, "readings could not go cold; it is tried again");
  const cold = { db, objects, hotDaysDefault: env.HOT_DAYS, onFailed };
  const exporting = { db, objects, cold: createColdReader(db, objects), now: clock.now };
  return [
    coldTier({ clock, logger, everyMs: env.COLD_EVERY_MS, pass: createColdTier(cold) }),
    exportsProcess({
      clock,
      logger,
      listTenants: () => listTenants(db),
      listWaiting: (tenantId) => listWaitingExports(exporting, tenantId),
      run: (tenant, id) => runExport(exporting, tenant, id),
      listen: (onChanged, signal) => listenToExports(db, onChanged, signal),
      forget: (tenantId) => forgetExports(exporting, tenantId),
    }),
  ];
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
