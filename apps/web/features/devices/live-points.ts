import type { Outputs } from "@outstation/hall/client";
import type { LiveReading } from "@outstation/ui/series/live";

type Point = Outputs["devices"]["get"]["pointList"][number];

/** A point with its last reading, from the store or from the stream, whichever was measured later. */
export type LivePoint = Point & { readonly last: LiveReading | null };

export const withLive = (points: readonly Point[], latest: ReadonlyMap<string, LiveReading>): LivePoint[] =>
  points.map((point) => {
    const live = latest.get(point.name);
    const stored = point.latest;
    return { ...point, last: live && live.measuredAt >= (stored?.measuredAt ?? 0) ? live : stored };
  });

/** What the chart shows while the address names nothing: the first point that has a line. */
export const defaultPoints = (points: readonly Point[]): string[] => {
  const first = points.find(({ kind, latest }) => kind === "number" && latest !== null);
  return first === undefined ? [] : [first.name];
};
