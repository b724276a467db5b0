import type { LogBatch } from "@outstation/domain/ports";
import { commitBatch } from "@outstation/domain/signals/positions";
import { quarantineMessages } from "@outstation/domain/signals/telemetry";
import type { Logger } from "@outstation/kit/logger";
import { acceptBatch, acceptMessages, type BatchOutcome, type PipelineDeps } from "./accept-batch";
import { type Arrived, refuse } from "./messages";
import { open } from "./open";

type IsolatingDeps = PipelineDeps & { readonly logger: Logger };

/** SQLSTATE classes that a message's own data causes: data exception, integrity constraint violation. */
const DATA_ERRORS = /^2[23]/;

/** Whether trying the same messages again can only fail the same way. */
const isTheirOwn = (reason: unknown): reason is Error =>
  reason instanceof RangeError ||
  reason instanceof TypeError ||
  (reason instanceof Error && "code" in reason && DATA_ERRORS.test(String(reason.code)));

/**
 * Accepts messages; where their own data makes that fail, finds the ones that do by halves and keeps them in quarantine, so
 * that one message can never hold the others up. What is nobody's fault but the database's is thrown, and tried again.
 */
export async function acceptOrIsolate(messages: readonly Arrived[], deps: IsolatingDeps): Promise<BatchOutcome> {
  try {
    return await acceptMessages(messages, deps);
  } catch (reason) {
    if (!isTheirOwn(reason)) throw reason;
    const [only] = messages;
    if (messages.length > 1 || only === undefined) {
      const half = Math.ceil(messages.length / 2);
      const parts = [messages.slice(0, half), messages.slice(half)];
      const total = { messages: 0, stored: 0, refused: 0 };
      for (const part of parts) {
        const outcome = await acceptOrIsolate(part, deps);
        total.messages += outcome.messages;
        total.stored += outcome.stored;
        total.refused += outcome.refused;
      }
      return total;
    }
    deps.logger.error({ err: reason, tenant: only.tenant, device: only.device }, "a message could not be stored");
    const refused = refuse(only, "store.refused", "payload", `the store refused the message: ${reason.message}`);
    await deps.transact((tx) => quarantineMessages(tx, deps.log, [refused]));
    return { messages: 1, stored: 0, refused: 1 };
  }
}

/** The same for a batch of `raw-telemetry`. */
export async function acceptBatchOrIsolate(
  batch: LogBatch,
  consumer: string,
  deps: IsolatingDeps,
): Promise<BatchOutcome> {
  try {
    return await acceptBatch(batch, consumer, deps);
  } catch (reason) {
    if (!isTheirOwn(reason)) throw reason;
    // In pieces, the messages and the reader's position are not one transaction: after a crash between them the pieces come
    // again and change nothing.
    const outcome = await acceptOrIsolate(batch.messages.map(open), deps);
    await deps.transact((tx) => commitBatch(tx, consumer, batch));
    return outcome;
  }
}
