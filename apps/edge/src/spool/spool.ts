import { SPOOL_CLASSES, type SpoolClass, type SpoolStatus } from "@outstation/contracts/edge/spool";
import type { Clock } from "@outstation/kit/clock";
import type { PackageUser } from "../package/package-user";
import type { Run } from "./dropped-runs";
import { createKeeper, type ListRange } from "./keeper";
import { createLosses } from "./losses";
import { openMark, readMark } from "./mark";
import { createMemory } from "./memory";
import {
  classOf,
  END,
  isAfter,
  isCounted,
  type MessageKey,
  type NewMessage,
  type SpooledMessage,
  START,
  UNCOUNTED_FROM,
} from "./message";
import { createRoom } from "./room";
import type { SpoolTrouble } from "./trouble";

export type { MessageKey, NewMessage, SpooledMessage } from "./message";
export type SpoolLevel = { readonly messages: number; readonly bytes: number; readonly oldestAgeMs: number };

/** Messages on disk until the broker has acknowledged them. What `append` said is durable survives a power cut. */
export type Spool = PackageUser & {
  /** This start's epoch. */
  readonly boot: number;
  /**
   * Numbers them in order from 1 (class 0 in a row of its own) and writes all of them in one transaction. Where the disk takes nothing they wait in memory
   * until it does; each later call tries again.
   * @returns whether they, and all before them, are on disk.
   */
  append(messages: readonly NewMessage[]): boolean;
  /** @returns up to `limit` messages of a class in (after, upTo], in the order they were made. */
  list(of: SpoolClass, range: ListRange): SpooledMessage[];
  /** @returns up to `limit` messages of all classes after the key (or from the oldest), in the order they were made. */
  listAfter(key: MessageKey | null, limit: number): SpooledMessage[];
  /** The last key given out to a message of this class, by this start or an earlier one. */
  lastKey(of: SpoolClass): MessageKey;
  /** Deletes what the broker acknowledged. */
  acknowledge(keys: readonly MessageKey[]): void;
  level(): SpoolLevel;
  /** What a status says of the spool. */
  status(): { readonly spool: SpoolStatus; readonly dropped?: Run[] };
  close(): void;
};

/** As many as a status may carry. */
const RUNS_SAID_MAX = 64;

/**
 * Opens (or makes) the spool and begins a new boot epoch. A damaged one is set aside, and a new one takes its place: then,
 * and whenever the disk takes nothing or there is no room, `onTrouble` is told and the status says so.
 * @param options.bytesMax bytes on disk; without it the package's hours count, and the disk.
 * @throws Fault `spool.unusable` where not even a new one can be made.
 */
export function openSpool(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly onTrouble?: (trouble: SpoolTrouble) => void;
  readonly bytesMax?: number;
  readonly memoryBytesMax?: number;
}): Spool {
  const { file, clock, bytesMax = Number.POSITIVE_INFINITY } = options;
  const say = (what: SpoolTrouble["what"], detail: string) => options.onTrouble?.({ what, detail });
  const room = createRoom({ file, clock, bytesMax });
  const memory = createMemory(options.memoryBytesMax);
  const losses = createLosses({ clock, onDropped: (detail) => say("dropped", detail) });
  const known = readMark(`${file}.mark`);
  const keeper = createKeeper({ file, clock, known, losses, limitBytes: room.limitBytes, say });
  const { boot } = keeper;
  const mark = openMark(`${file}.mark`);
  let seq = 0;
  let uncounted = UNCOUNTED_FROM;
  mark.write({ boot, seq, orderly: false });

  function tryDisk(messages: readonly SpooledMessage[]): boolean {
    const durable = keeper.tryWrite([...memory.all(), ...messages], seq);
    if (durable) memory.clear();
    return durable;
  }

  function number(messages: readonly NewMessage[]): SpooledMessage[] {
    const enqueuedAt = clock.now();
    let [nextSeq, nextUncounted] = [seq, uncounted];
    const numbered = messages.map((message) => {
      const key = { boot, seq: isCounted(message) ? ++nextSeq : ++nextUncounted };
      return { ...key, channel: message.channel, class: classOf(message), payload: message.encode(key), enqueuedAt };
    });
    // Not before all are spelled: one that cannot be leaves no number behind.
    [seq, uncounted] = [nextSeq, nextUncounted];
    return numbered;
  }

  function list(of: SpoolClass, range: ListRange): SpooledMessage[] {
    const inMemory = memory.of(of).filter((key) => isAfter(key, range.after) && !isAfter(key, range.upTo));
    return [...keeper.list(of, range), ...inMemory].slice(0, range.limit);
  }

  function level(): SpoolLevel {
    const levels = [...Object.values(keeper.levels() ?? {}), memory.level()];
    const messages = levels.reduce((sum, of) => sum + of.messages, 0);
    const bytes = levels.reduce((sum, of) => sum + of.bytes, 0);
    const oldestAt = messages === 0 ? null : (keeper.oldestAt() ?? memory.all()[0]?.enqueuedAt ?? null);
    return { messages, bytes, oldestAgeMs: oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt) };
  }

  function status(): SpoolStatus {
    const { used, allocated } = keeper.bytes();
    const limit = room.limitBytes(allocated);
    const perHour = room.forecastBytesPerHour();
    const refusal = keeper.refusal();
    const damage = keeper.damage();
    return {
      state: refusal !== null ? "full" : losses.isPressed() ? "pressure" : "ok",
      ...(refusal === null ? {} : { detail: refusal.detail }),
      hours: room.hours(),
      hoursPossible: perHour === 0 ? room.hours() : tenths(limit / perHour),
      hoursHeld: tenths(level().oldestAgeMs / 3_600_000),
      forecastBytesPerHour: perHour,
      usedBytes: used,
      limitBytes: Math.min(limit, Number.MAX_SAFE_INTEGER),
      inMemory: memory.level(),
      lost: losses.lost(),
      ...(damage === null ? {} : { damage }),
    };
  }

  return {
    boot,
    use: room.use,
    append(messages) {
      const numbered = number(messages);
      const durable = tryDisk(numbered);
      if (!durable) losses.dropped(memory.add(numbered));
      if (numbered.length > 0) mark.write({ boot, seq, orderly: false });
      return durable;
    },
    list,
    listAfter(key, limit) {
      const range = { after: key ?? START, upTo: END, limit };
      const all = SPOOL_CLASSES.flatMap((of) => list(of, range));
      return all.sort((a, b) => a.boot - b.boot || a.seq - b.seq).slice(0, limit);
    },
    lastKey: (of) => ({ boot, seq: of === 0 ? uncounted : seq }),
    acknowledge(keys) {
      memory.remove(keys);
      keeper.remove(keys);
    },
    level,
    status() {
      const counted = losses.runs().filter(({ from }) => from < UNCOUNTED_FROM);
      return {
        spool: status(),
        ...(counted.length === 0 ? {} : { dropped: counted.slice(-RUNS_SAID_MAX) }),
      };
    },
    close() {
      tryDisk([]);
      mark.write({ boot, seq, orderly: memory.level().messages === 0 });
      mark.close();
      keeper.close();
    },
  };
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
