import { SPOOL_CLASSES, type SpoolClass } from "@outstation/contracts/edge/spool";
import type { MessageKey, SpooledMessage } from "./message";

/** Half an hour of 5,000 points a second at some 4 bytes each would be more; a small gateway has 512 MB for everything. */
const BYTES_MAX = 32 * 1024 * 1024;

/** Messages that the disk would not take, until it does: bounded, and the oldest of the lowest class goes first. */
export type Memory = ReturnType<typeof createMemory>;

export function createMemory(bytesMax = BYTES_MAX) {
  const queues: Record<SpoolClass, SpooledMessage[]> = { 0: [], 1: [], 2: [], 3: [] };
  let bytes = 0;
  let messages = 0;

  function dropOne(): MessageKey | null {
    for (const of of [...SPOOL_CLASSES].reverse()) {
      const gone = queues[of].shift();
      if (gone === undefined) continue;
      bytes -= gone.payload.byteLength;
      messages -= 1;
      return { boot: gone.boot, seq: gone.seq };
    }
    return null;
  }

  return {
    level: () => ({ messages, bytes }),
    /** @returns what there was no room for. */
    add(more: readonly SpooledMessage[]): MessageKey[] {
      for (const message of more) {
        queues[message.class].push(message);
        bytes += message.payload.byteLength;
        messages += 1;
      }
      const dropped: MessageKey[] = [];
      while (bytes > bytesMax) {
        const gone = dropOne();
        if (gone === null) break;
        dropped.push(gone);
      }
      return dropped;
    },
    of: (of: SpoolClass): readonly SpooledMessage[] => queues[of],
    /** In the order they were made. */
    all: (): SpooledMessage[] => SPOOL_CLASSES.flatMap((of) => queues[of]).sort((a, b) => a.seq - b.seq),
    remove(keys: readonly MessageKey[]): void {
      if (messages === 0 || keys.length === 0) return;
      const gone = new Set(keys.map(({ boot, seq }) => `${boot}/${seq}`));
      for (const of of SPOOL_CLASSES)
        queues[of] = queues[of].filter((message) => !gone.has(`${message.boot}/${message.seq}`));
      const left = SPOOL_CLASSES.flatMap((of) => queues[of]);
      messages = left.length;
      bytes = left.reduce((sum, { payload }) => sum + payload.byteLength, 0);
    },
    clear(): void {
      for (const of of SPOOL_CLASSES) queues[of] = [];
      bytes = 0;
      messages = 0;
    },
  };
}
