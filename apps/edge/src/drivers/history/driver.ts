import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, type Instant, sleep, systemClock } from "@outstation/kit/clock";
import { z } from "zod";
import type { Driver, DriverEvents, RawReading } from "../driver";
import { unless } from "../give-up";
import { createHealthReporter, lineOf } from "../health-reporter";
import { openSourceState } from "../source-state";
import { Cursor, type Placed, takeFresh } from "./cursor";

const BACKOFF = { baseMs: 1000, maxMs: 60_000 };
const PAGE_SIZE = 1000;
/** A row this much older than a poll explains was read late: it is of the past. */
const BACKFILL_AFTER_MS = 60_000;
/** So many readings may wait for the spool; after a crash they are read again. */
const UNSTORED_MAX = 20_000;

/** One row of a history, and the readings that it makes. */
export type Row = Placed & { readonly time: Instant; readonly readings: readonly RawReading[] };

/** A source that keeps its past, in one or more streams of rows. */
export type History = {
  /** How it is called in a health detail. */
  readonly name: string;
  readonly streams: readonly string[];
  /** Where a stream begins that was never read. */
  startOf(stream: string): string;
  /**
   * The rows of a stream from a position on, included, in order, `limit` of them at most.
   * @throws StreamProblem where this stream alone cannot be read, Error where the source cannot be reached
   */
  read(page: { readonly stream: string; readonly from: string; readonly limit: number }): Promise<readonly Row[]>;
  /** Lets connections go; the next `read` makes new ones. */
  close(): Promise<void>;
};

/** One stream cannot be read; the others can. */
export class StreamProblem extends Error {}

export type HistoryOptions = {
  readonly source: {
    readonly id: string;
    readonly pollMs: number;
    readonly settleMs?: number | undefined;
    readonly pageSize?: number | undefined;
  };
  readonly dataDir: string;
  readonly clock?: Clock;
};

/**
 * Reads a history page by page, and keeps on the disk how far it came: only after the readings are in the spool, so that
 * after a crash the last page comes again, and none is lost.
 */
export function createHistoryDriver(history: History, options: HistoryOptions): Driver {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let health: ReturnType<typeof createHealthReporter> | undefined;
  return {
    start(events) {
      health = createHealthReporter(events.onHealth);
      running = supervise({ history, options, events, health, signal: stopping.signal });
    },
    async stop() {
      health?.close();
      stopping.abort();
      await history.close();
      await running;
    },
  };
}

type Work = {
  readonly history: History;
  readonly options: HistoryOptions;
  readonly events: DriverEvents;
  readonly health: ReturnType<typeof createHealthReporter>;
  readonly signal: AbortSignal;
};
const State = z.object({ cursors: z.record(z.string(), Cursor) });

async function supervise(work: Work) {
  const { history, options, health, signal } = work;
  let progress: Progress | undefined;
  health.say("connecting");
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      progress ??= await openProgress(work);
      const problem = await catchUp(work, progress);
      if (signal.aborted) break;
      attempt = -1;
      health.say("connected", problem);
      await sleep(options.source.pollMs, signal);
    } catch (reason) {
      if (signal.aborted) break;
      health.say("failed", `${history.name}: ${lineOf(reason)}`);
      if (progress?.problem() !== null) progress = undefined;
      await history.close();
      await sleep(backoffMs(attempt, BACKOFF), signal);
    }
  }
  await progress?.settled();
}

type Cursors = ReadonlyMap<string, Cursor>;
type Progress = Awaited<ReturnType<typeof openProgress>>;

/**
 * How far each stream was read, in memory at once and on the disk as soon as the readings are in the spool. A gateway that
 * sends once an hour also writes once an hour: it reads on meanwhile, within bounds.
 */
async function openProgress({ history, options, events, signal }: Work) {
  const file = openSourceState(options.dataDir, options.source.id, State);
  const kept = (await file.load())?.cursors ?? {};
  let cursors: Cursors = new Map(
    history.streams.map((stream) => [stream, kept[stream] ?? { at: history.startOf(stream), taken: [] }]),
  );
  // "From now on" means this moment, also after a restart that comes before the first row.
  await file.save({ cursors: Object.fromEntries(cursors) });
  let unstored = 0;
  let storing: Promise<void> = Promise.resolve();
  let problem: Error | null = null;
  return {
    cursors: () => cursors,
    /** Why nothing more is kept: what was handed over since is read again by a new progress. */
    problem: () => problem,
    /** Hands readings over, and keeps that they were. @throws what the disk said of an earlier one */
    async advance(next: Cursors, readings: readonly RawReading[]) {
      if (problem !== null) throw problem;
      cursors = next;
      if (readings.length === 0) return;
      events.onReadings(readings);
      unstored += readings.length;
      const stored = unless(signal, events.stored?.() ?? Promise.resolve());
      const before = storing;
      storing = before.then(async () => {
        await stored;
        await file.save({ cursors: Object.fromEntries(next) });
        unstored -= readings.length;
      });
      // The later ones then save nothing either.
      storing.catch((reason: unknown) => {
        problem = reason instanceof Error ? reason : new Error(lineOf(reason));
      });
      stored.catch(() => {});
      if (unstored >= UNSTORED_MAX) await unless(signal, storing);
    },
    settled: () => storing.catch(() => {}),
  };
}

/**
 * Reads a page of each stream in turn until all are at their end: a stream with a long past holds up no other.
 * @returns what is wrong with the streams that could not be read
 */
async function catchUp(work: Work, progress: Progress): Promise<string | undefined> {
  const { history, options, signal } = work;
  const pageSize = options.source.pageSize ?? PAGE_SIZE;
  let problem: string | undefined;
  let unfinished = history.streams.map((stream) => ({ stream, limit: pageSize }));
  while (unfinished.length > 0 && !signal.aborted) {
    const next = new Map(progress.cursors());
    const readings: RawReading[] = [];
    const again: typeof unfinished = [];
    for (const { stream, limit } of unfinished) {
      const page = await readPage(work, stream, progress.cursors(), limit).catch((reason: unknown) => {
        if (!(reason instanceof StreamProblem)) throw reason;
        problem ??= reason.message;
        return null;
      });
      if (page === null) continue;
      next.set(stream, page.next);
      readings.push(...page.readings);
      // A page of rows that were all taken: more of them share one position than fit into it.
      if (!page.isLast) again.push({ stream, limit: page.readAny ? pageSize : limit * 2 });
    }
    if (signal.aborted) return problem;
    await progress.advance(next, readings);
    unfinished = again;
  }
  return problem;
}

async function readPage({ history, options, signal }: Work, stream: string, cursors: Cursors, limit: number) {
  const cursor = cursors.get(stream) ?? { at: history.startOf(stream), taken: [] };
  const { pollMs, settleMs = 0 } = options.source;
  const rows = await unless(signal, history.read({ stream, from: cursor.at, limit }));
  const now = (options.clock ?? systemClock).now();
  const unsettled = settleMs === 0 ? -1 : rows.findIndex(({ time }) => time > now - settleMs);
  const { fresh, next } = takeFresh(cursor, unsettled < 0 ? rows : rows.slice(0, unsettled));
  const pastBefore = now - settleMs - Math.max(BACKFILL_AFTER_MS, 3 * pollMs);
  return {
    next,
    readAny: fresh.length > 0,
    isLast: unsettled >= 0 || rows.length < limit,
    readings: fresh.flatMap((row) => row.readings.map((reading) => labelled(reading, row.time < pastBefore))),
  };
}

const labelled = (reading: RawReading, isBackfill: boolean): RawReading => ({
  ...reading,
  isRecord: true,
  ...(isBackfill ? { context: { ...reading.context, backfill: true } } : {}),
});
