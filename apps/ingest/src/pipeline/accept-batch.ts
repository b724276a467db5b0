import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { EventLog, LatestValues, LogBatch, WorkerTx } from "@outstation/domain/ports";
import { commitBatch } from "@outstation/domain/signals/positions";
import type { SchemaLookup } from "@outstation/domain/signals/schemas";
import { type PlacedMessage, quarantineMessages, storeMessages } from "@outstation/domain/signals/telemetry";
import type { Place, Turnstile } from "@outstation/kit/turnstile";
import { announce } from "./announce";
import { check } from "./check";
import { decode } from "./decode";
import { identify } from "./identify";
import { limitPoints, type PointLimits } from "./limit-points";
import { meetSchema } from "./meet-schema";
import type { Arrived } from "./messages";
import { open } from "./open";

export type PipelineDeps = PointLimits & {
  readonly lookup: DeviceLookup;
  readonly schemas: SchemaLookup;
  readonly latest: LatestValues;
  /** Where what follows is announced, in the transaction that stores. */
  readonly log: EventLog;
  /** Batches are stored in the order they came, whichever of them is laid out first. */
  readonly turnstile: Turnstile;
  readonly prepareDays: (messages: readonly PlacedMessage[]) => Promise<void>;
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
};

export type BatchOutcome = { readonly messages: number; readonly stored: number; readonly refused: number };

/**
 * The whole story of some messages. Everything from `store` to `commit` is one transaction: after a crash either none of it
 * happened, and the messages come again, or all of it did, and a repeat changes nothing.
 * @param commit moves whoever delivered them past them, where that is remembered in the database too.
 */
export async function acceptMessages(
  messages: readonly Arrived[],
  deps: PipelineDeps,
  commit?: (tx: WorkerTx) => Promise<void>,
): Promise<BatchOutcome> {
  const place = deps.turnstile.enter();
  try {
    return await accept(messages, deps, place, commit);
  } finally {
    place.leave();
  }
}

async function accept(
  messages: readonly Arrived[],
  deps: PipelineDeps,
  { inTurn }: Place,
  commit?: (tx: WorkerTx) => Promise<void>,
): Promise<BatchOutcome> {
  const decoded = decode(messages); // bytes → messages
  const known = await identify(decoded.passed, deps.lookup); // certificate → device, tenant
  const fitting = await meetSchema(known.passed, deps.schemas); // as the version that the device declares says
  const counted = limitPoints(fitting.passed, deps); // within the tenant's number of points
  const checked = await check(counted.passed, deps.lookup); // plausible times, every point numbered
  const refused = [decoded, known, fitting, counted, checked].flatMap((step) => step.refused);
  await deps.prepareDays(checked.passed);
  return deps.transact(async (tx) => {
    const stored = await storeMessages(tx, deps.latest, checked.passed, inTurn); // one bulk write a tenant; a repeat changes nothing
    await quarantineMessages(tx, deps.log, refused); // nothing is dropped silently
    await announce(tx, deps.log, stored); // to live views and the meter
    await commit?.(tx);
    return { messages: messages.length, stored: stored.length, refused: refused.length };
  });
}

/** The same for a batch of `raw-telemetry`, whose reader's position is committed with it. */
export const acceptBatch = (batch: LogBatch, consumer: string, deps: PipelineDeps): Promise<BatchOutcome> =>
  acceptMessages(batch.messages.map(open), deps, (tx) => commitBatch(tx, consumer, batch));
