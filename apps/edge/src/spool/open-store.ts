import { existsSync, renameSync } from "node:fs";
import type { Clock } from "@outstation/kit/clock";
import { DamagedStore, type Db, isDamage, openDatabase, transaction } from "./database";
import { addRun, type Run } from "./dropped-runs";
import type { Mark } from "./mark";

/** What was found wrong with the store: it lies in `file` now, or nothing but its end was missing. */
export type Damage = { readonly at: number; readonly reason: string; readonly file?: string };

export type OpenedStore = {
  readonly db: Db;
  /** What can never be sent: let go earlier, or lost with the store. */
  readonly runs: readonly Run[];
  /** Messages that are known to be lost with the store or its end; of a whole store, nobody knows how many waited. */
  readonly lost: number;
  readonly damage: Damage | null;
};

/** A boot epoch is the time in seconds; one past the year 2200 was never written by us. */
const BOOT_MAX = Date.UTC(2200, 0, 1) / 1000;

/**
 * Opens the store, and a new one in its place where it is damaged: the old one stays beside it for who wants to look.
 * @param mark what is known from outside the store of the last number given out.
 */
export function openStore(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly mark: Mark | null;
}): OpenedStore {
  const { file, clock, mark } = options;
  const wasThere = existsSync(file);
  try {
    const db = openDatabase(file, mark?.orderly ?? false);
    try {
      const runs = loadRuns(db);
      const lost = wasThere ? lostEnd(db, mark) : allOf(mark);
      if (lost === null) return { db, runs, lost: 0, damage: null };
      const count = wasThere ? lost.to - lost.from + 1 : 0;
      const reason = wasThere ? `the end of the store was missing: ${count} messages` : "the store was gone";
      return { db, runs: addRun(runs, lost), lost: count, damage: { at: clock.now(), reason } };
    } catch (reason) {
      db.close();
      throw reason;
    }
  } catch (reason) {
    if (!isDamage(reason)) throw reason;
    const saved = setAside(file, clock.now());
    const lost = allOf(mark);
    return {
      db: openDatabase(file, true),
      runs: lost === null ? [] : [lost],
      lost: 0,
      damage: { at: clock.now(), reason: (reason as Error).message.slice(0, 300), file: saved },
    };
  }
}

/** Moves the store and its log out of the way. @returns where it lies now. */
export function setAside(file: string, now: number): string {
  let saved = `${file}.damaged-${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}`;
  while (existsSync(saved)) saved += "x";
  for (const part of ["", "-wal"]) if (existsSync(file + part)) renameSync(file + part, saved + part);
  // The index of the log is made anew from the log.
  if (existsSync(`${file}-shm`)) renameSync(`${file}-shm`, `${saved}-shm`);
  return saved;
}

function loadRuns(db: Db): Run[] {
  const rows = db.prepare("SELECT boot, from_seq, to_seq FROM dropped ORDER BY boot, from_seq").all();
  return (rows as { boot: number; from_seq: number; to_seq: number }[]).map(({ boot, from_seq, to_seq }) => ({
    boot,
    from: from_seq,
    to: to_seq,
  }));
}

/** The messages after the last that the store knows of, where more numbers were given out in that start. */
function lostEnd(db: Db, mark: Mark | null): Run | null {
  if (mark === null) return null;
  const row = db.prepare("SELECT last_seq FROM boots WHERE boot = ?").get(mark.boot) as
    | { last_seq: number }
    | undefined;
  const lastSeq = row?.last_seq ?? 0;
  return lastSeq < mark.seq ? { boot: mark.boot, from: lastSeq + 1, to: mark.seq } : null;
}

const allOf = (mark: Mark | null): Run | null =>
  mark === null || mark.seq === 0 ? null : { boot: mark.boot, from: 1, to: mark.seq };

/**
 * Notes a start in the store and gives it its epoch: the Unix time in seconds, or one more than the last where the clock
 * stands still. A gateway whose disk was replaced starts with an empty spool, and numbering its boots from 1 again would make
 * the platform take its readings for repetitions.
 * @param epochMin for a start that has its epoch already, or one more than the last that is known from outside the store
 * @throws DamagedStore where the store cannot tell its starts apart.
 */
export function beginBoot(db: Db, clock: Clock, epochMin: number): number {
  return transaction(db, () => {
    const { last } = db.prepare("SELECT coalesce(max(boot), 0) AS last FROM boots").get() as { last: number };
    if (!Number.isSafeInteger(last) || last > BOOT_MAX) throw new DamagedStore(`a start is numbered ${last}`);
    const boot = Math.max(last + 1, epochMin, Math.floor(clock.now() / 1000));
    keepBoot(db, boot, clock);
    return boot;
  });
}

/** Notes a start under an epoch that it has already. */
export function keepBoot(db: Db, boot: number, clock: Clock): void {
  db.prepare("INSERT OR IGNORE INTO boots (boot, started_at) VALUES (?, ?)").run(boot, clock.now());
}
