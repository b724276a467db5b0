import {
  claimPart,
  type Day,
  dropPart,
  endRestored,
  listParts,
  type PartRef,
  recordCold,
} from "@outstation/db/series/cold-parts";
import { deleteStoredDay, listStoredDevices, lockColdTier, type StoredDevice } from "@outstation/db/series/cold-rows";
import { withWorker } from "@outstation/db/worker";
import type { Database, ObjectStore } from "../../ports";
import { partKey } from "./days";
import { verifyPart } from "./verify-part";
import { putPart, writePart } from "./write-part";

/** So many readings make a part, or the whole of the one device that has more: 5 to 20 MB, which are held in memory. */
export const PART_READINGS = 2_000_000;

export const MOVE_STEPS = ["claimed", "written", "verified", "recorded", "deleted"] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

export type MoveDeps = {
  readonly db: Database;
  readonly objects: ObjectStore;
  readonly partReadings?: number;
  /** Told after each step, within it: one that throws is a step that failed. */
  readonly onStep?: (step: MoveStep, ref: PartRef) => void;
};

export type Moved = { readonly parts: number; readonly readings: number };

/**
 * Moves a tenant's day from the store into cold parts, one part after the other. Each is written, read back and compared, and
 * recorded in the transaction that deletes exactly the rows it was made of. Whatever fails, a reading is in the store or in a
 * recorded part, and the next call goes on.
 * @returns null where someone else moves this tenant's days just now.
 */
export async function moveDay(
  deps: MoveDeps,
  tenant: { readonly id: string; readonly slug: string },
  day: Day,
  now: number,
): Promise<Moved | null> {
  const moved = { parts: 0, readings: 0 };
  for (;;) {
    const ref = await withWorker(deps.db, (tx) =>
      tx.asTenant(tenant.id, async () => {
        await endRestored(tx, tenant.id, day, now);
        return claimPart(tx, tenant.id, { day, now, keyOf: (part) => partKey(tenant.slug, day, part) });
      }),
    );
    deps.onStep?.("claimed", ref);
    const outcome = await movePart(deps, tenant, ref, now);
    if (outcome === null) return null;
    moved.parts += outcome.readings > 0 ? 1 : 0;
    moved.readings += outcome.readings;
    if (!outcome.more) return moved;
  }
}

async function movePart(
  { db, objects, partReadings = PART_READINGS, onStep }: MoveDeps,
  { id: tenantId, slug }: { readonly id: string; readonly slug: string },
  ref: PartRef,
  now: number,
): Promise<{ readings: number; more: boolean } | null> {
  const { day } = ref;
  const parts = await listParts(db, tenantId, { from: day, to: day });
  const earlier = parts.filter(({ state }) => state === "cold");
  // REPEATABLE READ: every statement sees the rows of the first, so what is deleted is what was read. A row that comes
  // meanwhile stays; one that changes meanwhile makes this fail.
  return withWorker(
    db,
    (tx) =>
      tx.asTenant(tenantId, async () => {
        if (!(await lockColdTier(tx, tenantId))) return null;
        const { taken, more } = takeUpTo(await listStoredDevices(tx, tenantId, day), partReadings);
        const part = await writePart(objects, { tx, tenantId, day, devices: taken, earlier });
        if (part.readings === 0) await dropPart(tx, tenantId, ref);
        else {
          const content = await putPart(objects, slug, ref, part);
          onStep?.("written", ref);
          await verifyPart(objects, ref.objectKey, content);
          onStep?.("verified", ref);
          if (!(await recordCold(tx, tenantId, ref, content, now))) return null;
          onStep?.("recorded", ref);
        }
        const ids = taken.map(({ id }) => id);
        await deleteStoredDay(tx, tenantId, ids, day);
        onStep?.("deleted", ref);
        return { readings: part.readings, more };
      }),
    "REPEATABLE READ",
  );
}

/** Devices as they come until they have so many readings together; one at least. */
function takeUpTo(devices: readonly StoredDevice[], readingsMax: number) {
  let readings = 0;
  let count = 0;
  while (count < devices.length && (count === 0 || readings + (devices[count]?.readings ?? 0) <= readingsMax))
    readings += devices[count++]?.readings ?? 0;
  return { taken: devices.slice(0, count), more: count < devices.length };
}
