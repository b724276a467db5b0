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
const REVOKED = "certificate.revoked";
/** Each holds a database connection meanwhile; a process has six. Fifty revoked in one go: see tests/journeys/revocation. */
const AT_ONCE_MAX = 4;

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
  for (const lot of lotsOf(await listDue()))
    await Promise.all(
      lot.map(async (due) => {
        const failure = await carryOut(due);
        if (failure === null) logger.info({ ...due }, "outbox entry done");
        else logger.warn({ ...due, err: failure }, "outbox entry failed; it is tried again");
      }),
    );
}

/** In one lot what may be done in any order: revocations, which nothing takes back. The others go one by one. */
export function lotsOf<T extends { readonly kind: string }>(entries: readonly T[]): T[][] {
  const lots: T[][] = [];
  for (const entry of entries) {
    const last = lots.at(-1);
    const joins = entry.kind === REVOKED && last?.[0]?.kind === REVOKED && last.length < AT_ONCE_MAX;
    if (joins) last.push(entry);
    else lots.push([entry]);
  }
  return lots;
}
