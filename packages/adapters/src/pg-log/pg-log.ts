import { PARTITIONS, type Stream } from "@outstation/contracts/streams/streams";
import { appendEntries, type LogEntry, readEntries } from "@outstation/db/log/entries";
import type { Database, EventLog, LogBatch, OffsetMove } from "@outstation/domain/ports";
import { toEntries, toMessages } from "./entry-body";
import type { LogFeed } from "./log-feed";

/** A round trip fetches at most this many entries of each partition. */
const ENTRIES_PER_PARTITION = 32;

/** The streams in Postgres, for the shared workers. */
export function createPgLog(db: Database, feed: LogFeed): EventLog {
  async function readNow(stream: Stream, positions: ReadonlyMap<number, number>, messagesMax: number) {
    const entries = await readEntries(db, stream, positions, ENTRIES_PER_PARTITION);
    return toBatch(stream, positions, takeWhole(entries, messagesMax));
  }

  return {
    append: async (stream, records, tx) => {
      if (records.length === 0) return [];
      const { entries, placeOf } = toEntries(records);
      return placeOf(await appendEntries(db, stream, entries, tx));
    },
    read: async (stream, positions, messagesMax, signal) => {
      for (;;) {
        const waiting = new AbortController();
        const stop = () => waiting.abort();
        signal.addEventListener("abort", stop, { once: true });
        try {
          // Asked for before reading, so that what is appended meanwhile is not slept through.
          const changed = feed.changed({ stream }, waiting.signal);
          const batch = await readNow(stream, positions, messagesMax);
          if (batch.messages.length > 0 || signal.aborted) return batch;
          await changed;
        } finally {
          // A reader that need not wait leaves no listener behind: one that is a day behind reads thousands of times.
          signal.removeEventListener("abort", stop);
          stop();
        }
      }
    },
  };
}

/** Whole entries up to the limit, and at least one, taken from all partitions in turn so that none waits for another. */
function takeWhole(entries: readonly LogEntry[], messagesMax: number): LogEntry[] {
  const queues = Array.from({ length: PARTITIONS }, (_, partition) =>
    entries.filter((entry) => entry.partition === partition),
  );
  const taken: LogEntry[] = [];
  let messages = 0;
  for (let turn = 0; queues.some((queue) => turn < queue.length); turn++) {
    for (const queue of queues) {
      const entry = queue[turn];
      if (entry === undefined) continue;
      messages += entry.lastOffset - entry.firstOffset + 1;
      if (messages > messagesMax && taken.length > 0) return taken;
      taken.push(entry);
    }
  }
  return taken;
}

function toBatch(stream: Stream, positions: ReadonlyMap<number, number>, entries: readonly LogEntry[]): LogBatch {
  const moves = new Map<number, OffsetMove>();
  for (const { partition, lastOffset } of entries)
    moves.set(partition, { partition, from: positions.get(partition) ?? 0, to: lastOffset + 1 });
  return { stream, messages: entries.flatMap(toMessages), moves: [...moves.values()] };
}
