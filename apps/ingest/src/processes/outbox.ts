import type { DueEntry } from "@outstation/domain/ports";
import { sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { loop, type Process } from "./process";

export type OutboxDeps = {
  readonly logger: Logger;
  readonly listDue: () => Promise<DueEntry[]>;
  /** @returns what went wrong, or null. */
  readonly carryOut: (due: DueEntry) => Promise<unknown>;
  /** Calls back after every commit that added an entry. */
  readonly listen: (onEntry: () => void, signal: AbortSignal) => Promise<void>;
};

/** Entries whose announcement was missed, and those that failed, are found by looking. */
const LOOK_EVERY_MS = 2000;

/** Does what committed changes still have to do at the broker: revocations, retirements, suspensions. */
export const outbox = (deps: OutboxDeps): Process =>
  loop("outbox", async (signal) => {
    let wake = new AbortController();
    const listening = deps.listen(() => wake.abort(), signal);
    while (!signal.aborted) {
      wake = new AbortController();
      await pass(deps).catch((reason) =>
        deps.logger.warn({ err: reason }, "the outbox could not be read; it is tried again"),
      );
      await sleep(LOOK_EVERY_MS, AbortSignal.any([signal, wake.signal]));
    }
    await listening;
  });

async function pass({ listDue, carryOut, logger }: OutboxDeps): Promise<void> {
  for (const due of await listDue()) {
    const failure = await carryOut(due);
    if (failure === null) logger.info({ ...due }, "outbox entry done");
    else logger.warn({ ...due, err: failure }, "outbox entry failed; it is tried again");
  }
}
