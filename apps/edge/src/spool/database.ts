import Database from "libsql";
import { FROM_FIRST_VERSION, PAGE_BYTES, SCHEMA } from "./schema";

export type Db = InstanceType<typeof Database>;

/** Files below this are checked whole at each start (2 ms a MB); larger ones only after an end that was not orderly. */
const ALWAYS_CHECKED_BYTES = 64 * 1024 * 1024;

/** The store's file holds what SQLite would not have written. */
export class DamagedStore extends Error {}

/**
 * Opens the store's file, brings it to today's tables and checks it.
 * @throws DamagedStore, or what SQLite says: no leave, no room.
 */
export function openDatabase(file: string, wasOrderly: boolean): Db {
  const db = new Database(file);
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`);
    db.pragma("journal_mode = WAL");
    // Every commit reaches the disk before `append` returns; batches of one tick make that cheap.
    db.pragma("synchronous = FULL");
    check(db, wasOrderly);
    transaction(db, () => {
      db.exec(SCHEMA);
      if (hasTable(db, "messages")) db.exec(FROM_FIRST_VERSION);
    });
    return db;
  } catch (reason) {
    db.close();
    throw isDamage(reason) ? new DamagedStore((reason as Error).message) : reason;
  }
}

function check(db: Db, wasOrderly: boolean): void {
  const { pages } = db.prepare("SELECT page_count AS pages FROM pragma_page_count").get() as { pages: number };
  const isSmall = pages * PAGE_BYTES <= ALWAYS_CHECKED_BYTES;
  if (wasOrderly && !isSmall) return;
  // The quick check leaves out whether each row is in its index, which takes most of the time.
  const kind = isSmall ? "integrity_check" : "quick_check";
  const rows = db.prepare(`PRAGMA ${kind}(1)`).all() as Record<string, unknown>[];
  const said = rows[0]?.[kind];
  if (said !== "ok") throw new DamagedStore(String(said).replaceAll("\n", " ").slice(0, 200));
}

const hasTable = (db: Db, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** All or nothing. libsql's own hides the cause where SQLite already rolled back by itself, as it does on a full disk. */
export function transaction<T>(db: Db, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (reason) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw reason;
  }
}

const codeOf = (reason: unknown): string => String((reason as { code?: unknown } | null)?.code ?? "");

export const isDamage = (reason: unknown): boolean =>
  reason instanceof DamagedStore || /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(reason));

/** The disk takes nothing at present: no room, or it answers with an error, or was mounted for reading only. */
export const isRefusal = (reason: unknown): boolean => /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(codeOf(reason));
