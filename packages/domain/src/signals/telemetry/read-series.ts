import type { Summaries } from "@outstation/db/series/rollups";
import { joinSummaries } from "@outstation/db/series/rollups-join";
import { emptySamples, type Samples } from "@outstation/db/series/samples";
import type { PointKind } from "@outstation/db/series/values";
import { type DownsampledSeries, type DownsampleRange, downsample, fromSummaries } from "./downsample";
import { findPoints, type SeriesPoint } from "./find-points";
import { lttbSeries } from "./lttb-series";
import {
  assertReadable,
  assertWithinLimits,
  type Level,
  LIMITS,
  type Method,
  planSeries,
  type SeriesPlan,
} from "./series-plan";
import { countReadings, readAll, readHourSpans, readMinuteSpans, type SeriesSource } from "./series-source";

export type SeriesRequest = {
  readonly points: readonly { readonly deviceKey: string; readonly point: string }[];
  /** Unix milliseconds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
  /** How many pixels there are to fill. */
  readonly buckets: number;
  /** `min-max` keeps every extreme; `lttb` chooses readings that keep the line's shape. */
  readonly method?: Method | undefined;
};

export type SeriesView = {
  /** Where the first bucket begins: at the range, or before it where buckets are whole minutes, hours or days. */
  readonly from: number;
  readonly to: number;
  readonly bucketMs: number;
  readonly level: Level;
  /** In the order asked for. */
  readonly series: readonly (DownsampledSeries & {
    readonly deviceKey: string;
    readonly point: string;
    readonly kind: PointKind;
    readonly unit: string | null;
    readonly decimals: number | null;
  })[];
};

/** A longer range is not shown reading by reading, however few there are. */
const RAW_MS_MAX = 31 * 86_400_000;
/** Minutes of readings that left the database are made from the object store up to here; a longer range has hours. */
const COLD_MS_MAX = 3 * 86_400_000;
/** Points times their time up to here are read without counting first: the limit at 5 readings a second. */
const UNCOUNTED_MS = 100 * 3_600_000;

/**
 * The history of some points, of one device or several, reduced on the server, wherever and in whatever form it is stored.
 * An answer counts late and fresh readings like all others.
 * @throws Fault `device.not_found`, `point.not_found`, `series.range_invalid`, and of limits `series.range_too_wide`,
 *   `series.too_many_points`, `series.too_many_buckets`, `series.too_many_readings`
 */
export async function readSeries(
  source: SeriesSource,
  tenantId: string,
  request: SeriesRequest,
  now: number,
): Promise<SeriesView> {
  assertWithinLimits(request, request.points.length, request.buckets);
  const points = await findPoints(source.db, tenantId, request.points);
  const { plan, found } = await readPlanned({ source, tenantId, points, request, now });
  const { level, bucketMs, from } = plan;
  const range = { from, to: request.to, bucketMs, now };
  return {
    from,
    to: request.to,
    bucketMs,
    level,
    series: points.map((point) => ({
      deviceKey: point.deviceKey,
      point: point.name,
      kind: point.kind,
      unit: point.unit,
      decimals: point.decimals,
      ...shape(point, found.get(point), { ...range, silenceMsMax: point.silenceMsMax }, request),
    })),
  };
}

type Asked = {
  readonly source: SeriesSource;
  readonly tenantId: string;
  readonly points: readonly SeriesPoint[];
  readonly request: SeriesRequest;
  readonly now: number;
};
/** A point's readings, or what they come to in spans. */
type Found = ReadonlyMap<SeriesPoint, Samples | Summaries>;
type Planned = { readonly plan: SeriesPlan; readonly found: Found };

async function readPlanned(asked: Asked): Promise<Planned> {
  const { source, tenantId, points, request, now } = asked;
  const { from, to } = request;
  if (request.method === "lttb") {
    assertReadable(await countReadings(source, tenantId, points, request));
    return readExact(asked);
  }
  const plan = await choosePlan(asked);
  if (plan.level === "readings") return readExact(asked);
  if (plan.level !== "minutes") return readSpans(asked, plan);
  const found = await readMinuteSpans(source, tenantId, points, { ...plan, now });
  if (found === null)
    return to - from <= COLD_MS_MAX
      ? readExact(asked)
      : readSpans(asked, planSeries(request, request.buckets, "hours"));
  return fits(found, request) ? readExact(asked) : { plan, found };
}

/** From readings only where they are few enough to be looked at one by one. */
async function choosePlan({ source, tenantId, points, request }: Asked): Promise<SeriesPlan> {
  const plan = planSeries(request, request.buckets);
  if (plan.level !== "readings" || (request.to - request.from) * points.length <= UNCOUNTED_MS) return plan;
  const readings = await countReadings(source, tenantId, points, request);
  return readings <= LIMITS.readings ? plan : planSeries(request, request.buckets, "minutes");
}

async function readExact({ source, tenantId, points, request, now }: Asked): Promise<Planned> {
  const { bucketMs } = planSeries(request, request.buckets);
  const { from, to } = request;
  return {
    plan: { level: "readings", bucketMs, from, to },
    found: await readAll(source, tenantId, points, { from, to, now }),
  };
}

async function readSpans(asked: Asked, plan: SeriesPlan): Promise<Planned> {
  const found = await readHourSpans(asked.source, asked.tenantId, asked.points, plan);
  return fits(found, asked.request) ? readExact(asked) : { plan, found };
}

/** Raw on zoom: where every point has fewer readings than pixels, they are shown as they are. */
const fits = (spans: ReadonlyMap<SeriesPoint, Summaries>, { from, to, buckets }: SeriesRequest): boolean =>
  to - from <= RAW_MS_MAX &&
  [...spans.values()].every(({ readings }) => readings.reduce((sum, count) => sum + count, 0) <= buckets);

function shape(
  point: SeriesPoint,
  found: Samples | Summaries | undefined,
  range: DownsampleRange,
  { method, buckets }: SeriesRequest,
): DownsampledSeries {
  if (found !== undefined && "startAt" in found)
    return fromSummaries(point.kind, joinSummaries([found], range.bucketMs), range);
  const samples = found ?? emptySamples();
  return method === "lttb"
    ? lttbSeries(point.kind, samples, { ...range, buckets })
    : downsample(point.kind, samples, range);
}
