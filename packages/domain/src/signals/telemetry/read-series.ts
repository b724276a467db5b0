import type { Database } from "@outstation/db/database";
import { readSamples } from "@outstation/db/series/read";
import { toSamples } from "@outstation/db/series/samples";
import type { PointKind } from "@outstation/db/series/values";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type DownsampledSeries, downsample } from "./downsample";

export type SeriesRequest = {
  readonly deviceKey: string;
  readonly points: readonly string[];
  /** Unix milliseconds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** How many pixels there are to fill. */
  readonly buckets: number;
};

export type SeriesView = {
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly series: readonly (DownsampledSeries & {
    readonly point: string;
    readonly kind: PointKind;
    readonly unit: string | null;
    readonly decimals: number | null;
  })[];
};

export const RANGE_DAYS_MAX = 31;

/**
 * The history of some points of one device, reduced on the server, whichever form it is stored in.
 * @throws Fault `device.not_found`, `point.not_found`, `series.range_invalid`
 */
export async function readSeries(
  db: Database,
  tenantId: string,
  request: SeriesRequest,
  now: number,
): Promise<SeriesView> {
  const { from, to } = request;
  if (!(from < to) || to - from > RANGE_DAYS_MAX * 86_400_000)
    throw fault("series.range_invalid", `The range must end after it begins and span at most ${RANGE_DAYS_MAX} days.`);
  const device = await findPoints(db, tenantId, request.deviceKey);
  const wanted = request.points.map((name) => {
    const point = device.points.find((candidate) => candidate.name === name);
    if (point === undefined) throw fault("point.not_found", `Device "${request.deviceKey}" has no point "${name}".`);
    return point;
  });
  const numbers = wanted.map(({ no }) => no);
  const samples = await readSamples(db, tenantId, device.id, numbers, { from, to });
  const bucketMs = Math.max(1, Math.ceil((to - from) / request.buckets));
  return {
    from,
    to,
    bucketMs,
    series: wanted.map(({ no, name, kind, unit, decimals, silenceMsMax }) => ({
      point: name,
      kind: kind as PointKind,
      unit,
      decimals,
      ...downsample(kind as PointKind, samples.get(no) ?? toSamples([]), { from, to, bucketMs, silenceMsMax, now }),
    })),
  };
}

async function findPoints(db: Database, tenantId: string, key: string) {
  const device = await withTenant(db, tenantId, (tx) =>
    tx.rows.device.findUnique({
      where: { tenantId_key: { tenantId, key } },
      select: { id: true, points: true },
    }),
  );
  if (device === null) throw fault("device.not_found", `There is no device "${key}".`);
  return device;
}
