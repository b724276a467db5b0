"use client";
import { useTRPC } from "@outstation/hall/client";
import type { LiveReading } from "@outstation/ui/series/live";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useMemo, useRef, useState } from "react";

/** Readings are drawn together at most this often; far below the two seconds a change may take to the screen. */
const FLUSH_MS = 200;
/** Longer than a history query takes: what arrives meanwhile is appended to its answer. */
const KEPT_MS = 120_000;

type PointReading = LiveReading & { readonly point: string };
type Batch = ReadonlyMap<string, readonly LiveReading[]>;

export type Live = {
  /** The last reading of each point since the page opened. */
  readonly latest: ReadonlyMap<string, LiveReading>;
  readonly state: "live" | "connecting" | "broken";
  readonly stream: LiveStream;
};

/** What a chart needs of the stream: the readings it missed while it asked for history, and the next ones. */
export class LiveStream {
  private kept: PointReading[] = [];
  private readonly listeners = new Set<(batch: Batch) => void>();

  /** Readings of a point measured at or after a time, as far back as they are kept. */
  since(point: string, from: number): LiveReading[] {
    return this.kept.filter((reading) => reading.point === point && reading.measuredAt >= from);
  }

  listen(listener: (batch: Batch) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  push(readings: readonly PointReading[], now: number): void {
    this.kept = [...this.kept.filter(({ measuredAt }) => measuredAt > now - KEPT_MS), ...readings];
    const batch = new Map<string, LiveReading[]>();
    for (const reading of readings) batch.set(reading.point, [...(batch.get(reading.point) ?? []), reading]);
    for (const listener of this.listeners) listener(batch);
  }
}

/** A device's readings as the server pushes them. Resumes after a break where it left off. */
export function useLive(deviceKey: string): Live {
  const [latest, setLatest] = useState<ReadonlyMap<string, LiveReading>>(new Map());
  const stream = useMemo(() => new LiveStream(), []);
  const pending = useRef<PointReading[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const flush = () => {
    timer.current = undefined;
    const readings = pending.current.splice(0);
    stream.push(readings, Date.now());
    setLatest((before) => newest(before, readings));
  };
  const { status } = useSubscription(
    useTRPC().telemetry.live.subscriptionOptions(
      { deviceKey },
      {
        onData: ({ data }) => {
          pending.current.push(...data.readings);
          timer.current ??= setTimeout(flush, FLUSH_MS);
        },
      },
    ),
  );
  const state = status === "pending" ? "live" : status === "error" ? "broken" : "connecting";
  return { latest, state, stream };
}

/** A late reading, buffered on site, goes to the chart but does not replace a newer value. */
function newest(before: ReadonlyMap<string, LiveReading>, readings: readonly PointReading[]) {
  const after = new Map(before);
  for (const { point, ...reading } of readings)
    if (reading.measuredAt >= (after.get(point)?.measuredAt ?? 0)) after.set(point, reading);
  return after;
}
