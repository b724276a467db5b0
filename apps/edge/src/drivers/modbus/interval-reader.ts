import type { ModbusPoint, ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import type { Clock, Instant } from "@outstation/kit/clock";
import { z } from "zod";
import type { DriverEvents, RawReading } from "../driver";
import { openSourceState } from "../source-state";
import {
  boundaryBefore,
  differenceReading,
  type Interval,
  intervalsBetween,
  latchedReading,
  missingReading,
} from "./intervals";
import { planReads } from "./plan";
import { type PointResult, pollOnce, type ReadBlock } from "./poll";

/** A meter's own clock may be a little late: its latched value is read this long after our boundary. */
const LATCH_DELAY_MS = 10_000;
/** A counter read later than this says nothing of the boundary; the interval is then missing. */
const COUNTER_GRACE_MS = 30_000;
const KINDS = ["latched", "difference"] as const;
type Kind = (typeof KINDS)[number];

const Track = z.object({
  /** The end of the last interval that was reported, as a value or as missing. */
  lastEnd: z.number().int(),
  /** What the counters showed at `lastEnd`. */
  counters: z.record(z.string(), z.number()),
});
type Track = z.infer<typeof Track>;

/** Readings are kept here before they are handed over: after a crash in between they are handed over again, unchanged. */
const State = z.object({
  tracks: z.partialRecord(z.enum(KINDS), Track),
  pending: z.array(z.custom<RawReading>((value) => typeof value === "object" && value !== null)),
});
type State = z.infer<typeof State>;

export type IntervalReader = {
  /** Reports the intervals that finished since the last look. @param reachable whether the device answered just now */
  look(reachable: boolean): Promise<void>;
  /** Milliseconds until something is to be read. */
  dueInMs(): number;
};

type Options = {
  readonly source: ModbusSource;
  readonly events: DriverEvents;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly read: ReadBlock;
  readonly signal: AbortSignal;
};

/** @returns null where no point of the source is about intervals */
export async function createIntervalReader(options: Options): Promise<IntervalReader | null> {
  const { source, clock, dataDir, events, signal } = options;
  const lengthMs = (source.intervalMinutes ?? 15) * 60_000;
  const kinds = KINDS.filter((kind) => source.points.some(({ interval }) => interval === kind));
  if (kinds.length === 0) return null;
  const file = openSourceState(dataDir, source.id, State);
  let state: State = (await file.load()) ?? { tracks: {}, pending: [] };

  async function handOver(tracks: State["tracks"], readings: readonly RawReading[]) {
    state = { tracks, pending: [...state.pending, ...readings] };
    await file.save(state);
    tell(readings);
  }

  /** Nobody waits for the spool here: a gateway that sends once an hour also writes once an hour. */
  function tell(readings: readonly RawReading[]) {
    if (readings.length === 0 || signal.aborted) return;
    events.onReadings(readings);
    (events.stored?.() ?? Promise.resolve())
      .then(() => {
        state = { ...state, pending: state.pending.filter((reading) => !readings.includes(reading)) };
        return file.save(state);
      })
      // What is still pending is handed over again at the next start.
      .catch(() => {});
  }

  tell(state.pending);
  return {
    async look(reachable) {
      for (const kind of kinds) {
        if (signal.aborted) return;
        const track = state.tracks[kind];
        const next = await lookAt({ ...options, kind, lengthMs, reachable }, track);
        if (next !== null && !signal.aborted) await handOver({ ...state.tracks, [kind]: next.track }, next.readings);
      }
    },
    dueInMs() {
      const now = clock.now();
      const delays = kinds.map((kind) => (kind === "latched" ? LATCH_DELAY_MS : 0));
      return Math.min(...delays.map((delay) => boundaryBefore(now - delay, lengthMs) + lengthMs + delay - now));
    },
  };
}

type Look = Options & { readonly kind: Kind; readonly lengthMs: number; readonly reachable: boolean };
type Step = { readonly track: Track; readonly readings: readonly RawReading[] };

/** @returns null where nothing has finished, or there is still time to read it */
async function lookAt(look: Look, track: Track | undefined): Promise<Step | null> {
  const { kind, lengthMs, clock } = look;
  const now = clock.now();
  const end = boundaryBefore(now, lengthMs);
  // Nothing is missing from the time before there was a gateway.
  if (track === undefined) return { track: { lastEnd: end, counters: {} }, readings: [] };
  if (end <= track.lastEnd) return null;
  const points = look.source.points.filter(({ interval }) => interval === kind);
  const delayMs = kind === "latched" ? LATCH_DELAY_MS : 0;
  // A latched value stands until the meter replaces it; a counter has moved on.
  const graceMs = kind === "latched" ? lengthMs - LATCH_DELAY_MS : COUNTER_GRACE_MS;
  const isInTime = now - end <= graceMs;
  if (isInTime && (now - end < delayMs || !look.reachable)) return null;
  const results = isInTime ? await readNow(look, points, end + graceMs) : [];
  if (results === null) return null;
  const intervals = intervalsBetween(track.lastEnd, end, lengthMs);
  const readings = intervals.flatMap((interval) =>
    points.map((point) =>
      readingOf({ kind, point, interval, track, result: resultFor(results, point, interval, end) }),
    ),
  );
  return { track: { lastEnd: end, counters: countersOf(results) }, readings };
}

/** @returns null where the device fell silent and there is time to ask again */
async function readNow(look: Look, points: readonly ModbusPoint[], until: Instant): Promise<PointResult[] | null> {
  const results: PointResult[] = [];
  let blocks = planReads(points, look.source);
  // A refused block falls apart: its points answer in the second round.
  for (let round = 0; round < 2; round++) {
    const poll = await pollOnce(look.read, blocks, look.signal);
    if (!poll.answered) return null;
    results.push(...poll.results);
    const known = new Set(results.map(({ point }) => point.name));
    blocks = poll.blocks.filter((block) => block.points.some(({ name }) => !known.has(name)));
    if (blocks.length === 0) break;
  }
  return look.clock.now() <= until ? results : [];
}

/** What was read just now belongs to the newest interval alone. */
const resultFor = (results: readonly PointResult[], point: ModbusPoint, interval: Interval, newest: Instant) =>
  interval.end === newest ? results.find((result) => result.point.name === point.name) : undefined;

function readingOf(options: {
  readonly kind: Kind;
  readonly point: ModbusPoint;
  readonly interval: Interval;
  readonly track: Track;
  readonly result: PointResult | undefined;
}): RawReading {
  const { kind, point, interval, track, result } = options;
  if (result === undefined) return missingReading(point, interval, "the meter was not reached in time");
  if (kind === "latched") return latchedReading(result, interval);
  const isNext = track.lastEnd === interval.start;
  return differenceReading(result, interval, isNext ? track.counters[point.name] : undefined);
}

const countersOf = (results: readonly PointResult[]): Record<string, number> =>
  Object.fromEntries(
    results.flatMap(({ point, value }) => (typeof value === "number" ? [[point.name, value] as const] : [])),
  );
