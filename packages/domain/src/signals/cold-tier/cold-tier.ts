import { listTenants } from "@outstation/db/directory";
import { type Day, dropPart, listAbandoned } from "@outstation/db/series/cold-parts";
import { findHotDays } from "@outstation/db/series/cold-retention";
import { dropEmptyDay, listDueDays, listStoreDays } from "@outstation/db/series/cold-rows";
import { withWorker } from "@outstation/db/worker";
import { dayOf, MS_PER_DAY, manifestKey } from "./days";
import { type MoveDeps, moveDay } from "./move-day";
import { HOT_DAYS_LEAST } from "./retention";

export type ColdTierDeps = MoveDeps & {
  /** For tenants that say nothing else. */
  readonly hotDaysDefault: number;
  /** Told of a tenant whose days could not be moved; the others' are. */
  readonly onFailed: (tenant: string, reason: unknown) => void;
};

export type ColdPass = {
  readonly parts: number;
  readonly readings: number;
  /** Days of the store that are gone. */
  readonly days: readonly Day[];
};

/** A part that was promised so long ago and is not recorded will never be. */
const ABANDONED_AFTER_MS = 60 * 60_000;

/** Moves every day of every tenant that is over its retention, and drops the store's days that nobody has rows in any more. */
export async function runColdPass(deps: ColdTierDeps, now: number): Promise<ColdPass> {
  const { db, hotDaysDefault, onFailed } = deps;
  const storeDays = await listStoreDays(db, dayOf(now - HOT_DAYS_LEAST * MS_PER_DAY));
  const pass = { parts: 0, readings: 0 };
  for (const tenant of await listTenants(db)) {
    try {
      await forgetParts(deps, tenant.id, now);
      const hotDays = (await findHotDays(db, tenant.id)) ?? hotDaysDefault;
      const before = dayOf(now - hotDays * MS_PER_DAY);
      const over = storeDays.filter((day) => day < before);
      for (const day of await listDueDays(db, tenant.id, over, now)) {
        const moved = await moveDay(deps, tenant, day, now);
        pass.parts += moved?.parts ?? 0;
        pass.readings += moved?.readings ?? 0;
      }
    } catch (reason) {
      onFailed(tenant.slug, reason);
    }
  }
  const days: Day[] = [];
  for (const day of storeDays) if (await dropDay(deps, day)) days.push(day);
  return { ...pass, days };
}

/** A day that is in use just now is asked again in the next pass. */
async function dropDay({ db, onFailed }: ColdTierDeps, day: Day): Promise<boolean> {
  try {
    return await dropEmptyDay(db, day);
  } catch (reason) {
    if (!isBusy(reason)) onFailed(`day ${day}`, reason);
    return false;
  }
}

/** lock_not_available, deadlock_detected */
const isBusy = (reason: unknown): boolean =>
  reason instanceof Error && "code" in reason && (reason.code === "55P03" || reason.code === "40P01");

/** Deletes what is left of parts that were never finished. */
async function forgetParts({ db, objects }: ColdTierDeps, tenantId: string, now: number): Promise<void> {
  for (const ref of await listAbandoned(db, tenantId, now - ABANDONED_AFTER_MS)) {
    await objects.delete(ref.objectKey);
    await objects.delete(manifestKey(ref.objectKey));
    await withWorker(db, (tx) => tx.asTenant(tenantId, () => dropPart(tx, tenantId, ref)));
  }
}
