import { setImmediate as nextTurn } from "node:timers/promises";
import type { Database } from "@outstation/db/database";
import { readSamples } from "@outstation/db/series/read";
import { listReadingDays } from "@outstation/db/series/reading-days";
import { mergeSamples, type Samples } from "@outstation/db/series/samples";
import type { ColdReader } from "../cold-tier";
import type { ExportPoint, FoundDevice } from "./export-devices";

/** Readings of one point, ascending by time. */
export type ExportBatch = { readonly device: string; readonly point: ExportPoint; readonly samples: Samples };
export type ExportSource = { readonly db: Database; readonly cold: ColdReader };

const MS_PER_DAY = 86_400_000;
/** Points of a device asked at once: a day of them at a reading a second is 30 MB. */
const POINTS_AT_ONCE = 20;

/** Every reading asked for, hot and cold: by device, day, point and time; a day of a few points in memory at once. */
export async function* exportReadings(
  { db, cold }: ExportSource,
  tenantId: string,
  devices: readonly FoundDevice[],
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<ExportBatch> {
  for (const { id, key, points } of devices)
    for (const { day } of await listReadingDays(db, tenantId, [{ id, points }], range)) {
      const start = Date.parse(`${day}T00:00:00Z`);
      const within = { from: Math.max(range.from, start), to: Math.min(range.to, start + MS_PER_DAY) };
      if (within.from >= within.to) continue;
      for (let first = 0; first < points.length; first += POINTS_AT_ONCE) {
        const some = points.slice(first, first + POINTS_AT_ONCE);
        const numbers = some.map(({ no }) => no);
        const hot = await readSamples(db, tenantId, id, numbers, within);
        // After the store, so that a day which goes cold meanwhile is found here; see `ColdReader`.
        const old = await cold.read(tenantId, id, numbers, within);
        for (const point of some) {
          const samples = joined(old.get(point.no), hot.get(point.no));
          if (samples !== undefined) yield { device: key, point, samples };
          await nextTurn();
        }
      }
    }
}

function joined(cold: Samples | undefined, hot: Samples | undefined): Samples | undefined {
  if (cold === undefined) return hot;
  return hot === undefined ? cold : mergeSamples(cold, hot);
}
