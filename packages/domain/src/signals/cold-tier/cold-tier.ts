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
  /** An empty day lives so long at least after it was first seen: whoever made it may be about to write to it. */
  readonly dropAfterMs?: number;
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

const DROP_AFTER_MS = 60 * 60_000;

/** Moves every day of every tenant that is over its retention, and drops the store's days that nobody has rows in any more. */
export type ColdTier = (now: number) => Promise<ColdPass>;

export function createColdTier(deps: ColdTierDeps): ColdTier {
  const firstSeen = new Map<number, number>();
  return async (now) => {
    const storeDays = await listStoreDays(deps.db, dayOf(now - HOT_DAYS_LEAST * MS_PER_DAY));
    const moved = await moveDays(
      deps,
      storeDays.map(({ day }) => day),
      now,
    );
    const days: Day[] = [];
    for (const { day, partition } of storeDays) {
      const seenAt = firstSeen.get(partition) ?? now;
      firstSeen.set(partition, seenAt);
      if (now - seenAt < (deps.dropAfterMs ?? DROP_AFTER_MS) || !(await dropDay(deps, day))) continue;
      firstSeen.delete(partition);
      days.push(day);
    }
    return { ...moved, days };
  };
}

async function moveDays(deps: ColdTierDeps, storeDays: readonly Day[], now: number): Promise<Omit<ColdPass, "days">> {
  const { db, hotDaysDefault, onFailed } = deps;
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
  return pass;
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
