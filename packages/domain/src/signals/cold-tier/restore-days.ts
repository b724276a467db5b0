import { type ColdPart, type Day, keepHot, listParts, recordRestored } from "@outstation/db/series/cold-parts";
import { hourEnd, hoursOf, type RestoredHour, restoreHours } from "@outstation/db/series/cold-restore";
import { readSamples } from "@outstation/db/series/read";
import { type Samples, sliceSamples } from "@outstation/db/series/samples";
import { ensureDays } from "@outstation/db/series/write";
import { withWorker } from "@outstation/db/worker";
import { fault } from "@outstation/kit/fault";
import type { Database, ObjectStore } from "../../ports";
import type { Run } from "./content-digest";
import { MS_PER_DAY, startOf } from "./days";
import { eachRun, readPartIndex } from "./part-reader";
import { fetchPart } from "./verify-part";

export type RestoreRequest = {
  readonly tenantId: string;
  /** Both included. */
  readonly from: Day;
  readonly to: Day;
  /** Before it the days do not go cold again; Unix milliseconds. */
  readonly keepHotUntil: number;
};

export type RestoreProgress = {
  readonly day: Day;
  readonly part: number;
  readonly state: "restored" | "was restored";
  readonly readings: number;
  readonly done: number;
  readonly of: number;
};

/**
 * Loads cold days back into the store, part by part. A part is told to be restored when every reading of it was found in the
 * store again; what was interrupted is done again by the next call, and what was done is not.
 * @throws Fault `cold_part.differs`, `cold_part.not_restored`, `objects.unavailable`, `object.not_found`
 */
export async function* restoreDays(
  db: Database,
  objects: ObjectStore,
  { tenantId, from, to, keepHotUntil }: RestoreRequest,
): AsyncGenerator<RestoreProgress> {
  await withWorker(db, (tx) => tx.asTenant(tenantId, () => keepHot(tx, tenantId, { from, to }, keepHotUntil)));
  const parts = await listParts(db, tenantId, { from, to });
  for (const [index, part] of parts.entries()) {
    const { day, readings } = part;
    const progress = { day, part: part.part, readings, done: index + 1, of: parts.length };
    if (part.state === "restored") {
      yield { ...progress, state: "was restored" };
      continue;
    }
    await ensureDays(db, [startOf(day)]);
    await restorePart(db, objects, tenantId, part);
    await withWorker(db, (tx) => tx.asTenant(tenantId, () => recordRestored(tx, tenantId, part)));
    yield { ...progress, state: "restored" };
  }
}

async function restorePart(db: Database, objects: ObjectStore, tenantId: string, part: ColdPart): Promise<void> {
  const bytes = await fetchPart(objects, part.objectKey);
  const refuse = (code: "differs" | "not_restored", what: string) =>
    fault(`cold_part.${code}`, `A cold part could not be restored: ${what}.`, { key: part.objectKey });
  if (bytes.sha256 !== part.sha256) throw refuse("differs", "the object is not the one that was written");
  let found = 0;
  for await (const runs of eachDevice(eachRun(bytes, await readPartIndex(bytes)))) {
    const deviceId = (runs[0] as Run).deviceId;
    await withWorker(db, (tx) =>
      tx.asTenant(tenantId, () => restoreHours(tx, tenantId, deviceId, runs.flatMap(hoursOfRun))),
    );
    found += await countFound(db, tenantId, part.day, runs);
  }
  if (found !== part.readings) throw refuse("not_restored", `of ${part.readings} readings ${found} are in the store`);
}

/** Runs of a part, a device at a time. */
async function* eachDevice(runs: AsyncIterable<Run>): AsyncGenerator<Run[]> {
  let device: Run[] = [];
  for await (const run of runs) {
    if (device.length > 0 && device[0]?.deviceId !== run.deviceId) {
      yield device;
      device = [];
    }
    device.push(run);
  }
  if (device.length > 0) yield device;
}

const hoursOfRun = ({ point, samples }: Run): RestoredHour[] =>
  hoursOf(samples).map((hour) => ({ point, hour, samples: sliceSamples(samples, hour, hourEnd(hour)) }));

/** How many of the readings the store gives back as they are. */
async function countFound(db: Database, tenantId: string, day: Day, runs: readonly Run[]): Promise<number> {
  const range = { from: startOf(day), to: startOf(day) + MS_PER_DAY };
  const points = runs.map(({ point }) => point);
  const stored = await readSamples(db, tenantId, (runs[0] as Run).deviceId, points, range);
  return runs.reduce((sum, { point, samples }) => sum + countSame(samples, stored.get(point)), 0);
}

function countSame(wanted: Samples, stored: Samples | undefined): number {
  if (stored === undefined) return 0;
  let same = 0;
  let at = 0;
  wanted.measuredAt.forEach((instant, index) => {
    while ((stored.measuredAt[at] ?? Infinity) < instant) at++;
    if (
      stored.measuredAt[at] === instant &&
      Object.is(stored.numbers[at], wanted.numbers[index]) &&
      stored.qualities[at] === wanted.qualities[index]
    )
      same++;
  });
  return same;
}
