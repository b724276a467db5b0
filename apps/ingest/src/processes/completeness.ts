import { STREAMS } from "@outstation/contracts/streams/streams";
import type { WorkerTx } from "@outstation/domain/ports";
import { recordArrivals } from "@outstation/domain/signals/completeness";
import { commitBatch } from "@outstation/domain/signals/positions";
import { type Clock, sleep } from "@outstation/kit/clock";
import { type Consumption, consume } from "./consume";
import { loop, type Process } from "./process";

const CONSUMER = "completeness";
const BATCH_MESSAGES_MAX = 4000;
/** Between batches: what arrives meanwhile is one batch, so that counting costs a few statements a second at any rate. */
const PAUSE_MS = 500;
const FORGET_EVERY_MS = 24 * 3_600_000;

export type CompletenessDeps = Pick<Consumption, "db" | "log" | "logger"> & {
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  /** Forgets what was counted before an instant. @returns how many rows went. */
  readonly forget: (before: number) => Promise<number>;
  /** How long the counts of an hour are kept. */
  readonly keepMs: number;
};

/** From `telemetry-accepted` to the gap ledger. It may stop for as long as the stream is kept, and catches up. */
export const completeness = (deps: CompletenessDeps): Process =>
  loop("completeness", (signal) => {
    let forgottenAt = Number.NEGATIVE_INFINITY;
    return consume(
      {
        ...deps,
        consumer: CONSUMER,
        stream: STREAMS.telemetryAccepted,
        messagesMax: BATCH_MESSAGES_MAX,
        handle: async (batch) => {
          await deps.transact(async (tx) => {
            await recordArrivals(tx, batch.messages);
            await commitBatch(tx, CONSUMER, batch);
          });
          const now = deps.clock.now();
          if (now - forgottenAt >= FORGET_EVERY_MS) {
            forgottenAt = now;
            await deps.forget(now - deps.keepMs);
          }
          if (batch.messages.length < BATCH_MESSAGES_MAX / 2) await sleep(PAUSE_MS, signal);
        },
      },
      signal,
    );
  });
