"use client";
import type { Outputs } from "@outstation/hall/client";
import { appendReading, trimBefore } from "@outstation/ui/series/live";
import type { Series } from "@outstation/ui/series/series";
import { useEffect, useState } from "react";
import type { LiveStream } from "./use-live";

type History = Outputs["telemetry"]["series"];

/**
 * History that goes on: what the server answered, and every reading since.
 * @param windowMs what lies further back than this is let go.
 */
export function useLiveSeries(histories: readonly History[], stream: LiveStream, windowMs: number): readonly Series[] {
  const [series, setSeries] = useState<readonly Series[]>([]);
  useEffect(() => {
    const bucketMs = histories[0]?.bucketMs ?? 1;
    setSeries(histories.flatMap((history) => history.series.map((one) => caughtUp(one, history, stream))));
    return stream.listen((batch) =>
      setSeries((before) =>
        before.map((one) => {
          const readings = batch.get(one.point);
          if (readings === undefined) return one;
          const longer = readings.reduce((grown, reading) => appendReading(grown, reading, bucketMs), one);
          return trimBefore(longer, Date.now() - windowMs);
        }),
      ),
    );
  }, [histories, stream, windowMs]);
  return series;
}

/** The server has counted what was measured before its answer; a raw series recognises repeats by their time. */
function caughtUp(series: Series, { from, to, bucketMs }: History, stream: LiveStream): Series {
  return stream
    .since(series.point, series.raw ? from : to)
    .reduce((grown, reading) => appendReading(grown, reading, bucketMs), series);
}
