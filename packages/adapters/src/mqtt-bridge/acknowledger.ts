import type { Link } from "./link";
import { pubackPackets } from "./wire";

export type Acknowledger = { add(messageIds: readonly number[]): void; flush(): void };

/** Sends the acknowledgments that became possible in one turn of the event loop as one write. */
export function createAcknowledger(link: () => Link, sent: (count: number) => void): Acknowledger {
  let waiting: number[] = [];
  const flush = () => {
    const ids = waiting;
    waiting = [];
    if (ids.length === 0 || !link().isOpen) return;
    link().write(pubackPackets(ids));
    sent(ids.length);
  };
  return {
    add: (messageIds) => {
      if (messageIds.length === 0) return;
      if (waiting.length === 0) setImmediate(flush);
      waiting.push(...messageIds);
    },
    flush,
  };
}
