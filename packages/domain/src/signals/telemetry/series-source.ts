import type { Database } from "@outstation/db/database";
import { readHours, readMinutes, readSamples, type TimeRange } from "@outstation/db/series/read";
import { type Summaries, sliceSummaries } from "@outstation/db/series/rollups";
import { MS_PER_HOUR } from "@outstation/db/series/rows";
import { mergeSamples, type Samples } from "@outstation/db/series/samples";
import type { SeriesPoint } from "./find-points";

/** What has left the database for the object store; see the door of `signals/cold-tier`. */
export type ColdReadings = {
  read(
    tenantId: string,
    deviceId: string,
    points: readonly number[],
    range: TimeRange,
  ): Promise<ReadonlyMap<number, Samples>>;
};
export type SeriesSource = { readonly db: Database; readonly cold?: ColdReadings | undefined };

/** No tenant keeps fewer days in the database than this. */
const ALWAYS_HOT_MS = 7 * 86_400_000;
/** Devices asked at once: half of the connections a process has for reading. */
const AT_ONCE = 4;

/** By point; one without readings is absent. */
export type Spans = ReadonlyMap<SeriesPoint, Summaries>;

type Asked = TimeRange & { readonly now: number };

/** Every reading in the range, hot and cold. */
export const readAll = (
  source: SeriesSource,
  tenantId: string,
  points: readonly SeriesPoint[],
  range: Asked,
): Promise<Map<SeriesPoint, Samples>> =>
  byDevice(points, async (deviceId, numbers) => {
    const hot = await readSamples(source.db, tenantId, deviceId, numbers, range);
    if (source.cold === undefined || range.from > range.now - ALWAYS_HOT_MS) return hot;
    // After the database, so that a day which leaves meanwhile is found here: twice at worst, which merging puts right.
    const cold = await source.cold.read(tenantId, deviceId, numbers, range);
    const merged = new Map(hot);
    for (const [point, samples] of cold) {
      const known = hot.get(point);
      merged.set(point, known === undefined ? samples : mergeSamples(samples, known));
    }
    return merged;
  });

/**
 * What the readings of each minute come to; null where readings of some have left the database. Their hours have stayed.
 * @param range of whole minutes.
 */
export async function readMinuteSpans(
  source: SeriesSource,
  tenantId: string,
  points: readonly SeriesPoint[],
  range: Asked,
): Promise<Spans | null> {
  const readWith = (read: typeof readMinutes, of: TimeRange) =>
    byDevice(points, (deviceId, numbers) => read(source.db, tenantId, deviceId, numbers, of));
  if (range.from > range.now - ALWAYS_HOT_MS) return readWith(readMinutes, range);
  const around = hoursAround(range);
  const minutes = await readWith(readMinutes, around);
  for (const [point, hours] of await readWith(readHours, around))
    if (total(hours) > total(minutes.get(point))) return null;
  return new Map([...minutes].map(([point, each]) => [point, sliceSummaries(each, range.from, range.to)]));
}

/** What the readings of each hour come to, wherever they lie. @param range of whole hours. */
export const readHourSpans = (
  { db }: SeriesSource,
  tenantId: string,
  points: readonly SeriesPoint[],
  range: TimeRange,
): Promise<Spans> => byDevice(points, (deviceId, numbers) => readHours(db, tenantId, deviceId, numbers, range));

/** How many readings the hours that touch a range have. */
export async function countReadings(
  source: SeriesSource,
  tenantId: string,
  points: readonly SeriesPoint[],
  range: TimeRange,
): Promise<number> {
  const hours = await readHourSpans(source, tenantId, points, hoursAround(range));
  return [...hours.values()].reduce((sum, each) => sum + total(each), 0);
}

const hoursAround = ({ from, to }: TimeRange): TimeRange => ({
  from: Math.floor(from / MS_PER_HOUR) * MS_PER_HOUR,
  to: Math.ceil(to / MS_PER_HOUR) * MS_PER_HOUR,
});

const total = (summaries: Summaries | undefined): number =>
  summaries?.readings.reduce((sum, count) => sum + count, 0) ?? 0;

/** Asks each device once for its points, some devices at a time. */
async function byDevice<T>(
  points: readonly SeriesPoint[],
  read: (deviceId: string, numbers: readonly number[]) => Promise<ReadonlyMap<number, T>>,
): Promise<Map<SeriesPoint, T>> {
  const devices = [...new Set(points.map(({ deviceId }) => deviceId))].map(
    (deviceId) => [deviceId, points.filter((point) => point.deviceId === deviceId)] as const,
  );
  const found = new Map<SeriesPoint, T>();
  for (let start = 0; start < devices.length; start += AT_ONCE)
    await Promise.all(
      devices.slice(start, start + AT_ONCE).map(async ([deviceId, asked]) => {
        const values = await read(deviceId, [...new Set(asked.map(({ no }) => no))]);
        for (const point of asked) {
          const value = values.get(point.no);
          if (value !== undefined) found.set(point, value);
        }
      }),
    );
  return found;
}
