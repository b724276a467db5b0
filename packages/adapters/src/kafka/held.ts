import type { Stream } from "@outstation/contracts/streams/streams";
import type { LogBatch, LogMessage, OffsetMove } from "@outstation/domain/ports";

/** What was fetched of a partition and not read yet. */
export type Held = {
  /** Where the reader stands. */
  readonly from: number;
  readonly messages: readonly LogMessage[];
  /** Where the next fetch begins: beyond the messages, and beyond what follows them and is none. */
  readonly next: number;
};

/** What a reader holds, by partition. */
export type Holdings = Map<number, Held>;

/** Forgets what lies elsewhere than the reader now stands, which decides. */
export function align(holdings: Holdings, positions: ReadonlyMap<number, number>): void {
  for (const partition of [...holdings.keys()]) if (!positions.has(partition)) holdings.delete(partition);
  for (const [partition, from] of positions)
    if (holdings.get(partition)?.from !== from) holdings.set(partition, { from, messages: [], next: from });
}

/** Up to `messagesMax` of what is held, from all partitions alike, so that none waits for another. */
export function take(holdings: Holdings, stream: Stream, messagesMax: number): LogBatch {
  const messages: LogMessage[][] = [];
  const moves: OffsetMove[] = [];
  const full = [...holdings].filter(([, held]) => held.messages.length > 0);
  // The fewest first: what a partition leaves of its share goes to those that have more.
  full.sort(([, a], [, b]) => a.messages.length - b.messages.length);
  let left = messagesMax;
  full.forEach(([partition, held], index) => {
    const share = Math.min(held.messages.length, Math.ceil(left / (full.length - index)));
    if (share === 0) return;
    left -= share;
    const { taken, rest } = split(held, share);
    messages.push(taken);
    moves.push({ partition, from: held.from, to: rest.from });
    holdings.set(partition, rest);
  });
  return { stream, messages: messages.flat(), moves };
}

function split(held: Held, count: number): { taken: LogMessage[]; rest: Held } {
  const taken = held.messages.slice(0, count);
  const messages = held.messages.slice(count);
  const last = taken.at(-1);
  const from = messages.length === 0 || last === undefined ? held.next : last.offset + 1;
  return { taken, rest: { from, messages, next: held.next } };
}
