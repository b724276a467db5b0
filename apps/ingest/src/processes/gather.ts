import type { EventLog, LogBatch, LogMessage, OffsetMove } from "@outstation/domain/ports";

/**
 * The same log, for a reader whose work costs by the batch and not by the message: what is there already is read on, up to the
 * limit, before it is handed over. Nothing waits for it to fill up.
 */
export function gather(log: EventLog): Pick<EventLog, "read"> {
  return {
    read: async (stream, positions, messagesMax, signal) => {
      const messages: LogMessage[] = [];
      const moves = new Map<number, OffsetMove>();
      const at = new Map(positions);
      const add = (batch: LogBatch) => {
        messages.push(...batch.messages);
        for (const { partition, from, to } of batch.moves) {
          moves.set(partition, { partition, from: moves.get(partition)?.from ?? from, to });
          at.set(partition, to);
        }
      };
      let batch = await log.read(stream, at, messagesMax, signal);
      while (batch.messages.length > 0) {
        add(batch);
        if (messages.length >= messagesMax) break;
        // Aborted from the start: it answers with what there is.
        batch = await log.read(stream, at, messagesMax - messages.length, AbortSignal.abort());
      }
      return { stream, messages, moves: [...moves.values()] };
    },
  };
}
