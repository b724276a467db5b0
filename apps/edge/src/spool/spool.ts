import type { UpChannel } from "@outstation/contracts/mqtt/topics";
import type { Clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import Database from "libsql";
import { SCHEMA } from "./schema";

/** Names a message for ever: the platform recognises a repetition by it. */
export type MessageKey = { readonly boot: number; readonly seq: number };
export type SpooledMessage = MessageKey & { readonly channel: UpChannel; readonly payload: Uint8Array };
export type NewMessage = { readonly channel: UpChannel; readonly encode: (key: MessageKey) => Uint8Array };
export type SpoolLevel = { readonly messages: number; readonly bytes: number; readonly oldestAgeMs: number };

/** Messages on disk until the broker has acknowledged them. What `append` returned from survives a power cut. */
export type Spool = {
  /** This start's epoch. */
  readonly boot: number;
  /** Writes all of them in one transaction, numbered in order from 1. @throws when the disk is full; then none was written. */
  append(messages: readonly NewMessage[]): void;
  /** @returns up to `limit` messages after the key (or from the oldest), in the order they were made. */
  listAfter(key: MessageKey | null, limit: number): SpooledMessage[];
  /** Deletes what the broker acknowledged. */
  acknowledge(keys: readonly MessageKey[]): void;
  level(): SpoolLevel;
  close(): void;
};

/**
 * Opens (or makes) the spool and begins a new boot epoch.
 *
 * The epoch is the Unix time in seconds, or one more than the last where the clock stands still: a gateway whose disk was
 * replaced starts with an empty spool, and numbering its boots from 1 again would make the platform take its readings for
 * repetitions.
 * @throws Fault `spool.unusable`
 */
export function openSpool({ file, clock }: { readonly file: string; readonly clock: Clock }): Spool {
  const db = openDatabase(file);
  const insert = db.prepare("INSERT INTO messages (boot, seq, channel, payload, enqueued_at) VALUES (?, ?, ?, ?, ?)");
  const setLastSeq = db.prepare("UPDATE boots SET last_seq = ? WHERE boot = ?");
  const remove = db.prepare("DELETE FROM messages WHERE boot = ? AND seq = ?");
  const select = db.prepare(
    "SELECT boot, seq, channel, payload FROM messages WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT ?",
  );
  const oldest = db.prepare("SELECT enqueued_at FROM messages ORDER BY boot, seq LIMIT 1");
  const sizeOf = db.prepare("SELECT length(payload) AS bytes FROM messages WHERE boot = ? AND seq = ?");

  const boot = beginBoot(db, clock);
  let lastSeq = 0;
  let level = countAll(db);

  return {
    boot,
    append(messages) {
      if (messages.length === 0) return;
      let seq = lastSeq;
      let bytes = 0;
      db.transaction(() => {
        for (const { channel, encode } of messages) {
          seq += 1;
          const payload = encode({ boot, seq });
          bytes += payload.byteLength;
          insert.run(boot, seq, channel, Buffer.from(payload), clock.now());
        }
        setLastSeq.run(seq, boot);
      })();
      lastSeq = seq;
      level = { messages: level.messages + messages.length, bytes: level.bytes + bytes };
    },
    listAfter: (key, limit) => select.all(key?.boot ?? 0, key?.seq ?? 0, limit) as SpooledMessage[],
    acknowledge(keys) {
      let { messages, bytes } = level;
      db.transaction(() => {
        for (const key of keys) {
          const stored = sizeOf.get(key.boot, key.seq) as { bytes: number } | undefined;
          if (stored === undefined) continue;
          remove.run(key.boot, key.seq);
          messages -= 1;
          bytes -= stored.bytes;
        }
      })();
      level = { messages, bytes };
    },
    level() {
      const row = oldest.get() as { enqueued_at: number } | undefined;
      return { ...level, oldestAgeMs: row === undefined ? 0 : Math.max(0, clock.now() - row.enqueued_at) };
    },
    close: () => db.close(),
  };
}

type Db = InstanceType<typeof Database>;

function openDatabase(file: string): Db {
  try {
    const db = new Database(file);
    db.pragma("journal_mode = WAL");
    // Every commit reaches the disk before `append` returns; batches of one tick make that cheap.
    db.pragma("synchronous = FULL");
    db.exec(SCHEMA);
    return db;
  } catch (cause) {
    throw fault("spool.unusable", `The spool ${file} cannot be opened: ${(cause as Error).message}`, { file }, cause);
  }
}

function beginBoot(db: Db, clock: Clock): number {
  const begin = db.transaction(() => {
    const { last } = db.prepare("SELECT coalesce(max(boot), 0) AS last FROM boots").get() as { last: number };
    const boot = Math.max(last + 1, Math.floor(clock.now() / 1000));
    db.prepare("INSERT INTO boots (boot, started_at) VALUES (?, ?)").run(boot, clock.now());
    return boot;
  });
  return begin();
}

function countAll(db: Db): Pick<SpoolLevel, "messages" | "bytes"> {
  const row = db.prepare("SELECT count(*) AS messages, coalesce(sum(length(payload)), 0) AS bytes FROM messages").get();
  // libsql adds a `_metadata` to the row.
  const { messages, bytes } = row as { messages: number; bytes: number };
  return { messages, bytes };
}
