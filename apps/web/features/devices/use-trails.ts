"use client";
import { useTRPC } from "@outstation/hall/client";
import type { Series } from "@outstation/ui/series/series";
import { useQueries } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { LiveStream } from "./use-live";
import { useLiveSeries } from "./use-live-series";

export const TRAIL_MS = 60_000;
/** As many as `telemetry.series` takes at once. */
const POINTS_PER_CALL = 50;
/** More than a minute has seconds, so that readings come as they are. */
const BUCKETS = 240;

const answered = <T>(results: readonly { readonly data: T | undefined }[]): T[] =>
  results.flatMap(({ data }) => (data === undefined ? [] : [data]));

/** The last minute of every point, for the sparklines. */
export function useTrails(
  deviceKey: string,
  points: readonly string[],
  stream: LiveStream,
): ReadonlyMap<string, Series> {
  const trpc = useTRPC();
  const [askedAt] = useState(() => Date.now());
  const calls = Array.from({ length: Math.ceil(points.length / POINTS_PER_CALL) }, (_, index) =>
    points.slice(index * POINTS_PER_CALL, (index + 1) * POINTS_PER_CALL),
  );
  const histories = useQueries({
    queries: calls.map((some) =>
      trpc.telemetry.series.queryOptions(
        {
          points: some.map((point) => ({ deviceKey, point })),
          from: askedAt - TRAIL_MS,
          to: askedAt,
          buckets: BUCKETS,
        },
        { staleTime: Number.POSITIVE_INFINITY },
      ),
    ),
    combine: answered,
  });
  const series = useLiveSeries(histories, stream, TRAIL_MS);
  return useMemo(() => new Map(series.map((one) => [one.point, one])), [series]);
}
