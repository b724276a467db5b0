import type { Stream } from "@outstation/contracts/streams/streams";
import type { Database, EventLog, LogBatch } from "@outstation/domain/ports";
import { loadPositions } from "@outstation/domain/signals/positions";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";

export type Consumption = {
  readonly db: Database;
  readonly log: EventLog;
  readonly consumer: string;
  readonly stream: Stream;
  readonly messagesMax: number;
  /** Does the batch's work and commits the consumer's position with it. */
  readonly handle: (batch: LogBatch) => Promise<void>;
  readonly logger: Logger;
};

/** Reads a stream as one consumer until the signal aborts. A batch that fails is read again, after a pause that grows. */
export async function consume(consumption: Consumption, signal: AbortSignal): Promise<void> {
  const { db, log, consumer, stream, messagesMax, handle, logger } = consumption;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const positions = await loadPositions(db, consumer, stream);
      while (!signal.aborted) {
        const batch = await log.read(stream, positions, messagesMax, signal);
        if (batch.messages.length === 0) continue;
        await handle(batch);
        for (const { partition, to } of batch.moves) positions.set(partition, to);
        failures = 0;
      }
    } catch (reason) {
      // One failure heals by itself; one that stays must wake someone.
      logger[failures === 0 ? "warn" : "error"]({ err: reason, consumer, stream, failures }, "batch failed");
      await sleep(backoffMs(failures++, { baseMs: 200, maxMs: 10_000 }), signal);
    }
  }
}
