import { crc32 } from "node:zlib";
import { SPOOL_CLASSES, type SpoolClass } from "@outstation/contracts/edge/spool";
import { type Db, transaction } from "./database";
import type { Run } from "./dropped-runs";
import type { MessageKey, SpooledMessage } from "./message";
import { PAGE_BYTES } from "./schema";

/** Rows let go in one step. */
const DROP_STEP = 64;

/** What waits of one class: messages and bytes of their payloads. */
export type ClassLevel = { readonly messages: number; readonly bytes: number };

type Row = Omit<SpooledMessage, "class" | "payload"> & { readonly crc: number | null; readonly payload: ArrayBuffer };
type Dropped = MessageKey & { readonly class: SpoolClass; readonly bytes: number };

/** The messages of one open store. Every method throws what SQLite says of a full or damaged disk. */
export type Disk = ReturnType<typeof createDisk>;

export function createDisk(db: Db) {
  const insert = db.prepare(
    "INSERT INTO queue (class, boot, seq, channel, enqueued_at, crc, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const setLastSeq = db.prepare("UPDATE boots SET last_seq = ? WHERE boot = ?");
  const find = db.prepare("SELECT id, length(payload) AS bytes FROM queue WHERE class = ? AND boot = ? AND seq = ?");
  const remove = db.prepare("DELETE FROM queue WHERE id = ?");
  const select = db.prepare(
    `SELECT boot, seq, channel, enqueued_at AS enqueuedAt, crc, payload FROM queue
     WHERE class = ? AND (boot, seq) > (?, ?) AND (boot, seq) <= (?, ?) ORDER BY boot, seq LIMIT ?`,
  );
  const oldestOf = db.prepare("SELECT enqueued_at AS at FROM queue WHERE class = ? ORDER BY boot, seq LIMIT 1");
  const oldestRows = db.prepare(
    "SELECT id, boot, seq, length(payload) AS bytes FROM queue WHERE class = ? ORDER BY boot, seq LIMIT ?",
  );
  const usedPages = db.prepare(
    "SELECT page_count - freelist_count AS used, page_count AS allocated FROM pragma_page_count, pragma_freelist_count",
  );
  const pages = () => usedPages.get() as { used: number; allocated: number };
  const levels = countAll(db);
  const count = (of: SpoolClass, messages: number, bytes: number) => {
    const { messages: m, bytes: b } = levels[of];
    levels[of] = { messages: m + messages, bytes: b + bytes };
  };

  /** Lets the oldest of the lowest class go until `bytes` are free again. */
  function dropFor(bytes: number): Dropped[] {
    const dropped: Dropped[] = [];
    let freed = 0;
    for (const of of [...SPOOL_CLASSES].reverse()) {
      while (freed < bytes) {
        const rows = oldestRows.all(of, DROP_STEP) as (Dropped & { id: number })[];
        if (rows.length === 0) break;
        for (const { id, boot, seq, bytes: size } of rows) {
          if (freed >= bytes) break;
          remove.run(id);
          dropped.push({ boot, seq, class: of, bytes: size });
          freed += size;
        }
      }
    }
    return dropped;
  }

  return {
    levels: (): Readonly<Record<SpoolClass, ClassLevel>> => levels,
    /** Bytes in use, and bytes of the file; what is not in use is used again before the file grows. */
    bytes(): { used: number; allocated: number } {
      const { used, allocated } = pages();
      return { used: used * PAGE_BYTES, allocated: allocated * PAGE_BYTES };
    },
    /**
     * Writes all of them, lets go what is then over the limit, and notes what was let go, in one transaction.
     * @returns what was let go.
     */
    append(
      messages: readonly SpooledMessage[],
      options: {
        readonly lastSeq: MessageKey;
        readonly limitBytes: number;
        readonly runsAfter: (dropped: readonly MessageKey[]) => readonly Run[] | null;
      },
    ): readonly Dropped[] {
      const dropped = transaction(db, () => {
        for (const message of messages) {
          const { boot, seq, channel, enqueuedAt, payload } = message;
          insert.run(message.class, boot, seq, channel, enqueuedAt, checksumOf(message), Buffer.from(payload));
        }
        setLastSeq.run(options.lastSeq.seq, options.lastSeq.boot);
        const over = pages().used * PAGE_BYTES - options.limitBytes;
        const gone = over > 0 ? dropFor(over) : [];
        const runs = options.runsAfter(gone);
        if (runs !== null) saveRuns(db, runs);
        return gone;
      });
      for (const message of messages) count(message.class, 1, message.payload.byteLength);
      for (const gone of dropped) count(gone.class, -1, -gone.bytes);
      return dropped;
    },
    /** @returns up to `limit` messages of the class in (after, upTo], and the keys of rows that are not what was written. */
    list(of: SpoolClass, range: { readonly after: MessageKey; readonly upTo: MessageKey; readonly limit: number }) {
      const { after, upTo, limit } = range;
      const messages: SpooledMessage[] = [];
      const damaged: MessageKey[] = [];
      if (levels[of].messages === 0) return { messages, damaged };
      for (const row of select.all(of, after.boot, after.seq, upTo.boot, upTo.seq, limit) as Row[]) {
        const { boot, seq, channel, enqueuedAt, crc } = row;
        const message: SpooledMessage = {
          boot,
          seq,
          channel,
          enqueuedAt,
          class: of,
          payload: new Uint8Array(row.payload),
        };
        // A store of version 0.1 had no checksums.
        if (crc === null || crc === checksumOf(message)) messages.push(message);
        else damaged.push({ boot: row.boot, seq: row.seq });
      }
      return { messages, damaged };
    },
    remove(keys: readonly MessageKey[]): void {
      if (keys.length === 0) return;
      const gone = transaction(db, () => keys.flatMap((key) => removeOne(key) ?? []));
      for (const { class: of, bytes } of gone) count(of, -1, -bytes);
    },
    oldestAt(): number | null {
      const times = SPOOL_CLASSES.filter((of) => levels[of].messages > 0).map(
        (of) => (oldestOf.get(of) as { at: number } | undefined)?.at ?? Number.POSITIVE_INFINITY,
      );
      const oldest = Math.min(...times);
      return Number.isFinite(oldest) ? oldest : null;
    },
    close() {
      try {
        // libsql's close leaves prepared statements open, and with them the log as it is: the next start would read it all.
        db.pragma("wal_checkpoint(TRUNCATE)");
      } catch {
        // A full or damaged disk: the log stays, and the next start reads it.
      }
      db.close();
    },
  };

  function removeOne({ boot, seq }: MessageKey): { class: SpoolClass; bytes: number } | null {
    for (const of of SPOOL_CLASSES) {
      if (levels[of].messages === 0) continue;
      const row = find.get(of, boot, seq) as { id: number; bytes: number } | undefined;
      if (row === undefined) continue;
      remove.run(row.id);
      return { class: of, bytes: row.bytes };
    }
    return null;
  }
}

/** Over all of the row: a flipped bit in its number would be as wrong as one in its payload. SQLite checks neither. */
function checksumOf(message: SpooledMessage): number {
  const { boot, seq, channel, enqueuedAt, payload } = message;
  return crc32(payload, crc32(`${message.class}/${boot}/${seq}/${channel}/${enqueuedAt}/`)) | 0;
}

function countAll(db: Db): Record<SpoolClass, ClassLevel> {
  const levels: Record<SpoolClass, ClassLevel> = {
    0: { messages: 0, bytes: 0 },
    1: { messages: 0, bytes: 0 },
    2: { messages: 0, bytes: 0 },
    3: { messages: 0, bytes: 0 },
  };
  const rows = db
    .prepare("SELECT class, count(*) AS messages, sum(length(payload)) AS bytes FROM queue GROUP BY class")
    .all() as (ClassLevel & { class: SpoolClass })[];
  for (const { class: of, messages, bytes } of rows) levels[of] = { messages, bytes };
  return levels;
}

function saveRuns(db: Db, runs: readonly Run[]): void {
  db.exec("DELETE FROM dropped");
  const insert = db.prepare("INSERT INTO dropped (boot, from_seq, to_seq) VALUES (?, ?, ?)");
  for (const { boot, from, to } of runs) insert.run(boot, from, to);
}
