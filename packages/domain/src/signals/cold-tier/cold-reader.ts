import { type ColdPart, listReadableParts } from "@outstation/db/series/cold-parts";
import { mergeSamples, type Samples, sliceSamples } from "@outstation/db/series/samples";
import type { Database, ObjectStore } from "../../ports";
import type { RunPlace } from "./part-columns";
import { type PartBytes, type PartIndex, readPartIndex, readRuns } from "./part-reader";

export type ColdReader = {
  /**
   * The cold readings of some points of one device. Where there is no cold part in the range, one indexed query and no object.
   *
   * Ask the store first and this after its answer: a day that goes cold in between is then found here, and read twice at worst,
   * which `mergeSamples(cold, hot)` puts right: the cold one was there first, and stands. The other way round it would be in neither.
   * @param range `from` inclusive, `to` exclusive, Unix milliseconds.
   * @returns by point number; a point without readings is absent.
   * @throws Fault `objects.unavailable`, `object.not_found`, `cold_part.unreadable`
   */
  read(
    tenantId: string,
    deviceId: string,
    points: readonly number[],
    range: { readonly from: number; readonly to: number },
  ): Promise<Map<number, Samples>>;
};

/** Footers kept: some 100 kB each for a part of two million readings. */
const INDEXES_KEPT = 64;

type Index = PartIndex & { readonly byDevice: ReadonlyMap<string, readonly RunPlace[]> };

/** Reads parts by ranges of bytes: the footer once, then a range for each row group that has what is asked for. */
export function createColdReader(db: Database, objects: ObjectStore): ColdReader {
  const indexes = new Map<string, Promise<Index>>();
  const indexOf = (key: string, bytes: PartBytes): Promise<Index> => {
    const index = indexes.get(key) ?? openIndex(bytes);
    // Put anew, it is the last to be forgotten; one that failed is asked for again.
    indexes.delete(key);
    indexes.set(key, index);
    index.catch(() => indexes.delete(key));
    for (const oldest of indexes.keys()) if (indexes.size > INDEXES_KEPT) indexes.delete(oldest);
    return index;
  };
  return {
    read: async (tenantId, deviceId, points, range) => {
      const found = new Map<number, Samples>();
      for (const part of await listReadableParts(db, tenantId, deviceId, range)) {
        const bytes = bytesOf(objects, part);
        const index = await indexOf(part.objectKey, bytes);
        const wanted = (index.byDevice.get(deviceId) ?? []).filter(({ point }) => points.includes(point));
        for (const [{ point }, samples] of await readRuns(bytes, index, wanted)) {
          const inRange = sliceSamples(samples, range.from, range.to);
          const before = found.get(point);
          if (inRange.measuredAt.length > 0) found.set(point, before ? mergeSamples(before, inRange) : inRange);
        }
      }
      return found;
    },
  };
}

const bytesOf = (objects: ObjectStore, { objectKey, size }: ColdPart): PartBytes => ({
  size,
  range: (from, to) => objects.getRange(objectKey, from, to),
});

async function openIndex(bytes: PartBytes): Promise<Index> {
  const index = await readPartIndex(bytes);
  const byDevice = new Map<string, RunPlace[]>();
  for (const run of index.runs) {
    const runs = byDevice.get(run.deviceId);
    if (runs) runs.push(run);
    else byDevice.set(run.deviceId, [run]);
  }
  return { ...index, byDevice };
}
