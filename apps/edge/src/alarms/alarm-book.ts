import { renameSync } from "node:fs";
import type { Clock, Instant } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import Database from "libsql";

/** What outlives a restart of an alarm. A delay that was running does not: nobody watched the value meanwhile. */
export type Kept = {
  readonly alarm: string;
  readonly device: string;
  readonly point: string;
  /** When the active alarm went past its setpoint; null where it is normal. */
  readonly activeSince: Instant | null;
  /** The source's time of the last change. What was measured before it says nothing new. */
  readonly changedAt: Instant;
  /** The event that the last change made, for what has to be said of an alarm that is in no package any more. */
  readonly event: string;
};

export type Waiting = { readonly number: number; readonly payload: string };

/**
 * The state of the gateway's alarms on disk, and the events that the spool has not taken yet. A change and its event are
 * one transaction: after a crash either none of it happened, or the event comes (perhaps twice, with the same id).
 */
export type AlarmBook = {
  load(): Kept[];
  /** @throws when the disk is full; then none was written. */
  save(changes: readonly Kept[]): void;
  /** Takes alarms out for good. */
  remove(alarms: readonly string[]): void;
  waiting(limit: number): Waiting[];
  /** Forgets events up to this one. */
  told(number: number): void;
  close(): void;
};

const SCHEMA = `
CREATE TABLE IF NOT EXISTS alarms (
  alarm TEXT PRIMARY KEY,
  device TEXT NOT NULL,
  point TEXT NOT NULL,
  active_since INTEGER,
  changed_at INTEGER NOT NULL,
  event TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  payload TEXT NOT NULL
);
`;

type Db = InstanceType<typeof Database>;

/** Opens (or makes) the book. One that is damaged is put aside under another name, and said so: a gateway without alarms is worse. */
export function openAlarmBook(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): AlarmBook {
  const db = openOrPutAside(options);
  const keep = db.prepare(
    `INSERT INTO alarms (alarm, device, point, active_since, changed_at, event) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (alarm) DO UPDATE SET device = excluded.device, point = excluded.point,
       active_since = excluded.active_since, changed_at = excluded.changed_at, event = excluded.event`,
  );
  const add = db.prepare("INSERT INTO events (payload) VALUES (?)");
  const all = db.prepare(
    "SELECT alarm, device, point, active_since AS activeSince, changed_at AS changedAt, event FROM alarms",
  );
  const removal = db.prepare("DELETE FROM alarms WHERE alarm = ?");
  const oldest = db.prepare("SELECT number, payload FROM events ORDER BY number LIMIT ?");
  const forget = db.prepare("DELETE FROM events WHERE number <= ?");
  return {
    load: () => all.all() as Kept[],
    save(changes) {
      db.transaction(() => {
        for (const { alarm, device, point, activeSince, changedAt, event } of changes) {
          keep.run(alarm, device, point, activeSince, changedAt, event);
          add.run(event);
        }
      })();
    },
    remove(alarms) {
      db.transaction(() => {
        for (const alarm of alarms) removal.run(alarm);
      })();
    },
    waiting: (limit) => oldest.all(limit) as Waiting[],
    told: (number) => void forget.run(number),
    close: () => db.close(),
  };
}

function openOrPutAside({ file, clock, logger }: Parameters<typeof openAlarmBook>[0]): Db {
  try {
    return openDatabase(file);
  } catch (reason) {
    const aside = `${file}.damaged-${clock.now()}`;
    renameSync(file, aside);
    for (const part of ["-wal", "-shm"]) rename(`${file}${part}`, `${aside}${part}`);
    logger.error({ file, aside, reason: String(reason) }, "the alarms' state was damaged: put aside, begun anew");
    return openDatabase(file);
  }
}

function openDatabase(file: string): Db {
  const db = new Database(file);
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    const [check] = db.prepare("PRAGMA quick_check").all() as { quick_check: string }[];
    if (check?.quick_check !== "ok") throw new Error(`quick_check: ${check?.quick_check}`);
    db.exec(SCHEMA);
    return db;
  } catch (reason) {
    db.close();
    throw reason;
  }
}

function rename(from: string, to: string) {
  try {
    renameSync(from, to);
  } catch (reason) {
    // Both are gone after an orderly end.
    if ((reason as NodeJS.ErrnoException).code !== "ENOENT") throw reason;
  }
}
