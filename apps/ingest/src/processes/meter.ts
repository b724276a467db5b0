import { STREAMS } from "@outstation/contracts/streams/streams";
import { METER_CONSUMER, type WorkerTx } from "@outstation/domain/ports";
import { closeFinishedHours, countUsage } from "@outstation/domain/revenue/metering";
import { type Clock, sleep } from "@outstation/kit/clock";
import { type Consumption, consume } from "./consume";
import { gather } from "./gather";
import { loop, type Process } from "./process";

/** Also the bound on what a crash repeats. What a batch costs is its tenants, so a meter that is behind takes much at a time. */
const BATCH_EVENTS_MAX = 5000;
const CLOSE_EVERY_MS = 60_000;

export type MeterDeps = Pick<Consumption, "db" | "log" | "logger"> & {
  readonly clock: Clock;
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
};

/** From `billing-events` to the ledger. It may stop for a day and catch up: nothing waits for it, and nothing it has not read is deleted. */
export const meter = (deps: MeterDeps): Process =>
  loop("meter", async (signal) => {
    await Promise.all([countBatches(deps, signal), closeHours(deps, signal)]);
  });

const countBatches = (deps: MeterDeps, signal: AbortSignal): Promise<void> =>
  consume(
    {
      ...deps,
      log: { ...deps.log, ...gather(deps.log) },
      consumer: METER_CONSUMER,
      stream: STREAMS.billingEvents,
      messagesMax: BATCH_EVENTS_MAX,
      handle: async (batch) => {
        const outcome = await deps.transact((tx) => countUsage(tx, batch, deps.clock.now()));
        // Each one is money that nobody can explain yet.
        if (outcome.disputed > 0) deps.logger.error(outcome, "billing events disputed");
      },
    },
    signal,
  );

async function closeHours({ db, clock, logger }: MeterDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await closeFinishedHours(db, clock.now()).catch((reason) =>
      logger.warn({ err: reason }, "hours were not closed; it is tried again"),
    );
    await sleep(CLOSE_EVERY_MS, signal);
  }
}
