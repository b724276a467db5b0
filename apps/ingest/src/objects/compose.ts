import { openObjectsOfEnvironment } from "@outstation/adapters/objects";
import type { Database } from "@outstation/domain/ports";
import { runColdPass } from "@outstation/domain/signals/cold-tier";
import type { Clock } from "@outstation/kit/clock";
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
