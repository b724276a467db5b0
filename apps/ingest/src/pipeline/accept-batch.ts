import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import { type EventLog, type LogBatch, PIPELINE_CONSUMER, type WorkerTx } from "@outstation/domain/ports";
import { commitBatch } from "@outstation/domain/signals/positions";
import { type PlacedMessage, quarantineMessages, storeMessages } from "@outstation/domain/signals/telemetry";
import { announce } from "./announce";
import { check } from "./check";
import { decode } from "./decode";
import { identify } from "./identify";

export type PipelineDeps = {
  readonly lookup: DeviceLookup;
  readonly log: EventLog;
  readonly prepareDays: (messages: readonly PlacedMessage[]) => Promise<void>;
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
};

export type BatchOutcome = { readonly messages: number; readonly stored: number; readonly refused: number };

/**
 * The whole story of a batch. Everything from `store` to `commit` is one transaction: after a crash the batch is read again
 * and either none of it happened or all of it did.
 */
export async function acceptBatch(batch: LogBatch, deps: PipelineDeps): Promise<BatchOutcome> {
  const decoded = decode(batch.messages); // bytes → messages
  const known = await identify(decoded.passed, deps.lookup); // certificate → device, tenant
  const checked = await check(known.passed, deps.lookup); // plausible times, every point numbered
  const refused = [...decoded.refused, ...known.refused, ...checked.refused];
  await deps.prepareDays(checked.passed);
  return deps.transact(async (tx) => {
    const stored = await storeMessages(tx, checked.passed); // one bulk write a tenant; a repeat changes nothing
    await quarantineMessages(tx, refused); // nothing is dropped silently
    await announce(tx, deps.log, batch, stored); // to live views and the meter
    await commitBatch(tx, PIPELINE_CONSUMER, batch);
    return { messages: batch.messages.length, stored: stored.length, refused: refused.length };
  });
}
