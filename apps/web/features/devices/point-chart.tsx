"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { SeriesChart } from "@outstation/ui/chart/series-chart";
import { Segments } from "@outstation/ui/form/segments";
import { SkeletonBlock } from "@outstation/ui/state/skeleton";
import { useNow } from "@outstation/ui/state/use-now";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { RANGES, type Range } from "./ranges";
import type { LiveStream } from "./use-live";
import { useLiveSeries } from "./use-live-series";

/** Wide enough for one bucket to a pixel on most screens. */
const BUCKETS = 800;
/** Long open charts are asked for again, so that late data and the server's downsampling find their way in. */
const ASK_AGAIN_MS = 5 * 60_000;

type ChartProps = {
  deviceKey: string;
  points: readonly string[];
  timeZone: string;
  stream: LiveStream;
  range: Range;
  onRange: (range: string) => void;
};

/** History of the chosen points, and on from there as it happens. */
export function PointChart(props: ChartProps) {
  return (
    <section aria-label="Chart" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold text-lg">History</h2>
        <Segments label="Range" value={props.range.value} choices={RANGES} onChange={props.onRange} />
      </div>
      {props.points.length === 0 ? (
        <p className="rounded-md border border-line border-dashed px-4 py-6 text-ink-soft">
          Select one or more points in the table to see their history.
        </p>
      ) : (
        <Chart {...props} />
      )}
    </section>
  );
}

function Chart({ deviceKey, points, timeZone, stream, range }: ChartProps) {
  const askedAt = useAskedAt(range);
  const history = useQuery(
    useTRPC().telemetry.series.queryOptions(
      {
        points: points.map((point) => ({ deviceKey, point })),
        from: askedAt - range.ms,
        to: askedAt,
        buckets: BUCKETS,
      },
      { placeholderData: keepPreviousData, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const histories = useMemo(() => (history.data ? [history.data] : []), [history.data]);
  const series = useLiveSeries(histories, stream, range.ms);
  const now = useNow();
  // One pixel of a long range is many seconds: the axis moves on by whole buckets.
  const stepMs = Math.max(1000, Math.floor(range.ms / BUCKETS));
  const to = Math.ceil(now / stepMs) * stepMs;
  if (history.error && !history.data) return <CallErrorNote error={history.error} onRetry={() => history.refetch()} />;
  const shown = points.flatMap((point) => series.find((one) => one.point === point) ?? []);
  if (shown.length === 0) return <SkeletonBlock height={300} />;
  return <SeriesChart series={shown} from={to - range.ms} to={to} timeZone={timeZone} />;
}

/** When the history was last asked for; changes with the range and every five minutes. */
function useAskedAt(range: Range): number {
  const [asked, setAsked] = useState(() => ({ range, at: Date.now() }));
  if (asked.range !== range) setAsked({ range, at: Date.now() });
  useEffect(() => {
    const timer = setInterval(() => setAsked({ range, at: Date.now() }), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [range]);
  return asked.at;
}
