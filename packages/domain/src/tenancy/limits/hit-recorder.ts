import type { Database } from "@outstation/db/database";
import { type LimitHit, merge, recordLimitHits } from "./limit-hits";

/** Notes hits in memory, which costs the hot path nothing, and writes them now and then. */
export type HitRecorder = {
  note(hit: LimitHit): void;
  /** Writes what was noted. What cannot be written stays noted. */
  flush(): Promise<void>;
  /** Writes the rest and notes nothing more by itself. */
  stop(): Promise<void>;
};

/** A flood of different devices is told as the first few thousand. */
const KINDS_MAX = 5_000;

/**
 * @param options.everyMs how long a hit waits for its write at most.
 * @param options.onError told when the database takes none; it is tried again.
 */
export function createHitRecorder(
  db: Database,
  options: { readonly everyMs?: number; readonly onError: (reason: unknown) => void },
): HitRecorder {
  let noted: LimitHit[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writing = writing.then(async () => {
      const taken = noted;
      noted = [];
      if (taken.length === 0) return;
      try {
        await recordLimitHits(db, taken);
      } catch (reason) {
        noted = merge([...taken, ...noted]).slice(0, KINDS_MAX);
        options.onError(reason);
      }
    });
    return writing;
  }
  return {
    note: (hit) => {
      noted.push(hit);
      if (noted.length >= 2 * KINDS_MAX) noted = merge(noted).slice(0, KINDS_MAX);
      timer ??= setTimeout(flush, options.everyMs ?? 2_000).unref();
    },
    flush,
    stop: flush,
  };
}
