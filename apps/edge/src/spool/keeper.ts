import type { SpoolClass } from "@outstation/contracts/edge/spool";
import type { Clock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { isDamage, isRefusal } from "./database";
import { createDisk, type Disk } from "./disk";
import { runsOf } from "./dropped-runs";
import type { Losses } from "./losses";
import type { Mark } from "./mark";
import type { MessageKey, SpooledMessage } from "./message";
import { beginBoot, type Damage, keepBoot, openStore, setAside } from "./open-store";
import type { SpoolTrouble } from "./trouble";

/** A disk that took nothing is asked again after this long. */
const RETRY_MS = 2000;

export type ListRange = { readonly after: MessageKey; readonly upTo: MessageKey; readonly limit: number };

/** Keeps a store under the spool whatever the disk does: sets a damaged one aside, and waits for a full disk. */
export type Keeper = ReturnType<typeof createKeeper>;

/** @throws Fault `spool.unusable` where the disk works and still not even a new store can be made. */
export function createKeeper(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly known: Mark | null;
  readonly losses: Losses;
  readonly limitBytes: (allocated: number) => number;
  readonly say: (what: SpoolTrouble["what"], detail: string) => void;
}) {
  const { file, clock, known, losses, say } = options;
  let disk: Disk | null = null;
  let boot = 0;
  let lastSeq = 0;
  let damage: Damage | null = null;
  let refusal: { readonly since: number; readonly detail: string; readonly retryAt: number } | null = null;
  /** Acknowledged, and still on a disk that takes no change. */
  let acknowledged: MessageKey[] = [];

  function open(mark: Mark | null): Disk {
    const opened = openStore({ file, clock, mark });
    try {
      if (boot === 0) boot = beginBoot(opened.db, clock, (known?.boot ?? 0) + 1);
      else keepBoot(opened.db, boot, clock);
      if (opened.damage !== null) noteDamage(opened.damage);
      losses.damaged(opened.runs, opened.lost);
      return createDisk(opened.db);
    } catch (reason) {
      opened.db.close();
      throw reason;
    }
  }

  function noteDamage(found: Damage) {
    damage = found;
    const { reason, file: saved } = found;
    say("damaged", saved === undefined ? reason : `${reason}; a new store was begun, the old one is ${saved}`);
  }

  function startAnew(reason: Error) {
    const waited = Object.values(disk?.levels() ?? {}).reduce((sum, { messages }) => sum + messages, 0);
    disk?.close();
    disk = null;
    noteDamage({ at: clock.now(), reason: reason.message.slice(0, 300), file: setAside(file, clock.now()) });
    losses.damaged(lastSeq === 0 ? [] : [{ boot, from: 1, to: lastSeq }], waited);
    disk = open(null);
  }

  /** Does something with the store, and once more with a new one where it turns out to be damaged. */
  function onDisk<T>(work: (disk: Disk) => T): T {
    try {
      disk ??= open(known);
      return work(disk);
    } catch (reason) {
      if (!isDamage(reason)) throw reason;
      startAnew(reason as Error);
      if (disk === null) throw reason;
      return work(disk);
    }
  }

  function refused(reason: unknown) {
    if (!isRefusal(reason)) throw reason;
    const now = clock.now();
    const detail = (reason as Error).message.slice(0, 200);
    if (refusal === null) say("full", detail);
    refusal = { since: refusal?.since ?? now, detail, retryAt: now + RETRY_MS };
  }

  function read<T>(work: (disk: Disk) => T, otherwise: T): T {
    if (disk === null) return otherwise;
    try {
      return onDisk(work);
    } catch (reason) {
      refused(reason);
      return otherwise;
    }
  }

  function deleteAcknowledged() {
    if (acknowledged.length === 0) return;
    onDisk((store) => store.remove(acknowledged));
    acknowledged = [];
  }

  function remove(keys: readonly MessageKey[]) {
    acknowledged.push(...keys);
    try {
      deleteAcknowledged();
    } catch (reason) {
      refused(reason);
    }
  }

  function write(messages: readonly SpooledMessage[], seq: number) {
    const dropped = onDisk((store) =>
      store.append(messages, {
        lastSeq: { boot, seq },
        limitBytes: options.limitBytes(store.bytes().allocated),
        runsAfter: losses.with,
      }),
    );
    losses.dropped(dropped);
    losses.saved();
    lastSeq = seq;
  }

  try {
    onDisk(() => {});
  } catch (cause) {
    if (!isRefusal(cause))
      throw fault("spool.unusable", `The spool ${file} cannot be opened: ${(cause as Error).message}`, { file }, cause);
    // The gateway works without its disk as long as it must: what it reads now can still be sent now.
    if (boot === 0) boot = Math.max((known?.boot ?? 0) + 1, Math.floor(clock.now() / 1000));
    refused(cause);
  }

  return {
    boot,
    damage: () => damage,
    refusal: () => refusal,
    /** @param messages all that wait, up to the number `seq`. @returns whether they are on disk now. */
    tryWrite(messages: readonly SpooledMessage[], seq: number): boolean {
      if (refusal !== null && clock.now() < refusal.retryAt) return false;
      try {
        deleteAcknowledged();
        if (messages.length > 0 || refusal !== null) write(messages, seq);
      } catch (reason) {
        refused(reason);
        return false;
      }
      if (refusal !== null) say("again", `after ${Math.round((clock.now() - refusal.since) / 1000)} s`);
      refusal = null;
      return true;
    },
    list(of: SpoolClass, range: ListRange): SpooledMessage[] {
      const hidden = new Set(acknowledged.map((key) => `${key.boot}/${key.seq}`));
      const limit = range.limit + hidden.size;
      const { messages, damaged } = read((store) => store.list(of, { ...range, limit }), { messages: [], damaged: [] });
      if (damaged.length > 0) {
        // What is not as it was written is never sent.
        losses.damaged(runsOf(damaged), damaged.length);
        noteDamage({ at: clock.now(), reason: `${damaged.length} messages were not as they were written` });
        remove(damaged);
        return this.list(of, range);
      }
      return messages.filter((message) => !hidden.has(`${message.boot}/${message.seq}`)).slice(0, range.limit);
    },
    remove,
    levels: () => disk?.levels() ?? null,
    oldestAt: (): number | null => read<number | null>((store) => store.oldestAt(), null),
    bytes: () => read((store) => store.bytes(), { used: 0, allocated: 0 }),
    close: () => disk?.close(),
  };
}
