import { partitionOf, type Stream } from "@outstation/contracts/streams/streams";
import type { LogPlace, LogRecord } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import { type Placed, type Sending, sendRound } from "./send-round";

/** One partition's part of a request is one record batch, and a broker takes 1 MiB by default (message.max.bytes). */
const BATCH_BYTES_MAX = 768 * 1024;
/** Header, key and length fields of a record, generously. */
const RECORD_OVERHEAD_BYTES = 256;

/** An append on its way: some of its records may have their places already. */
type Waiting = {
  readonly stream: Stream;
  /** Each tenant's side by side; `index` is where the caller had it. */
  readonly records: readonly { readonly record: LogRecord; readonly index: number }[];
  /** The first record that no round has taken. */
  next: number;
  /** By the caller's index. */
  readonly places: LogPlace[];
  placed: number;
  readonly resolve: (places: readonly LogPlace[]) => void;
  readonly reject: (reason: unknown) => void;
};

export type Appender = { append(stream: Stream, records: readonly LogRecord[]): Promise<readonly LogPlace[]> };

/**
 * Appends one round at a time. What comes while one is under way goes together in the next: with two rounds on their way at
 * once a repeat of the first could land behind the second, and a key's order would be lost.
 */
export function createAppender(sending: Sending): Appender {
  const queue: Waiting[] = [];
  let busy = false;

  async function work(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      const round = takeRound(queue);
      const owners = new Set(round.map(({ owner }) => owner));
      try {
        const places = await sendRound(sending, round);
        round.forEach(({ owner, index }, at) => {
          owner.places[index] = places[at] as LogPlace;
          owner.placed++;
        });
      } catch (reason) {
        for (const owner of owners) {
          drop(queue, owner);
          owner.reject(reason);
        }
      }
      for (const owner of owners)
        if (owner.placed === owner.records.length) {
          drop(queue, owner);
          owner.resolve(owner.places);
        }
    }
    busy = false;
  }

  return {
    append: (stream, records) =>
      new Promise((resolve, reject) => {
        const tooLarge = records.find(({ value }) => value.length > BATCH_BYTES_MAX);
        if (tooLarge) throw fault("log.value_too_large", `A value may have ${BATCH_BYTES_MAX} bytes at most.`);
        queue.push({ stream, records: byTenant(records), next: 0, places: [], placed: 0, resolve, reject });
        if (!busy) void work();
      }),
  };
}

/** Groups without changing any tenant's order, and so no key's. */
function byTenant(records: readonly LogRecord[]): { record: LogRecord; index: number }[] {
  const groups = new Map<string, { record: LogRecord; index: number }[]>();
  records.forEach((record, index) => {
    const group = groups.get(record.tenantId) ?? [];
    groups.set(record.tenantId, group);
    group.push({ record, index });
  });
  return [...groups.values()].flat();
}

function drop(queue: Waiting[], owner: Waiting): void {
  const at = queue.indexOf(owner);
  if (at >= 0) queue.splice(at, 1);
}

/** One record of a round, and whose it is. */
type Taken = Placed & { readonly owner: Waiting; readonly index: number };

/** The next records in the order they came, until some partition's batch is full. */
function takeRound(queue: readonly Waiting[]): Taken[] {
  const round: Taken[] = [];
  const bytes = new Map<string, number>();
  for (const owner of queue) {
    for (let next = owner.records[owner.next]; next !== undefined; next = owner.records[owner.next]) {
      const { record, index } = next;
      const partition = partitionOf(record.key);
      const name = `${owner.stream}/${partition}`;
      const size = (bytes.get(name) ?? 0) + record.value.length + RECORD_OVERHEAD_BYTES;
      if (size > BATCH_BYTES_MAX && bytes.has(name)) return round;
      bytes.set(name, size);
      round.push({ stream: owner.stream, partition, record, owner, index });
      owner.next++;
    }
  }
  return round;
}
