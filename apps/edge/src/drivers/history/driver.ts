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
  const file = openSourceState(options.dataDir, options.source.id, State);
  const kept = (await file.load())?.cursors ?? {};
  let cursors: Cursors = new Map(
    history.streams.map((stream) => [stream, kept[stream] ?? { at: history.startOf(stream), taken: [] }]),
  );
  // "From now on" means this moment, also after a restart that comes before the first row.
  await file.save({ cursors: Object.fromEntries(cursors) });
  health.say("connecting");
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const problem = await catchUp(work, cursors, async (next) => {
        await file.save({ cursors: Object.fromEntries(next) });
        cursors = next;
      });
      if (signal.aborted) break;
      attempt = -1;
      health.say("connected", problem);
      await sleep(options.source.pollMs, signal);
    } catch (reason) {
      if (signal.aborted) break;
      health.say("failed", `${history.name}: ${lineOf(reason)}`);
      await history.close();
      await sleep(backoffMs(attempt, BACKOFF), signal);
    }
  }
}

type Cursors = ReadonlyMap<string, Cursor>;

/**
 * Reads a page of each stream in turn until all are at their end: a stream with a long past holds up no other.
 * @returns what is wrong with the streams that could not be read
 */
async function catchUp(
  work: Work,
  from: Cursors,
  keep: (cursors: Cursors) => Promise<void>,
): Promise<string | undefined> {
  const { events, history, options, signal } = work;
  const pageSize = options.source.pageSize ?? PAGE_SIZE;
  let cursors = from;
  let problem: string | undefined;
  let unfinished = history.streams.map((stream) => ({ stream, limit: pageSize }));
  while (unfinished.length > 0 && !signal.aborted) {
    const next = new Map(cursors);
    const readings: RawReading[] = [];
    const again: typeof unfinished = [];
    for (const { stream, limit } of unfinished) {
      const page = await readPage(work, stream, cursors, limit).catch((reason: unknown) => {
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
    if (readings.length > 0) events.onReadings(readings);
    await unless(signal, events.stored?.() ?? Promise.resolve());
    await keep(next);
    cursors = next;
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
