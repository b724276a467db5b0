import { sleep } from "@outstation/kit/clock";
import { Fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Process } from "./process";

/** As far as it is known here. */
type Reconciled = {
  readonly broker: object;
  readonly drift: readonly {
    readonly what: string;
    readonly is: string;
    readonly should: string;
    readonly outcome: string;
  }[];
};

export type ReconcilerDeps = {
  readonly logger: Logger;
  readonly everyMs: number;
  readonly reconcile: () => Promise<Reconciled>;
};

/** A broker with one of these must not be used. */
const UNUSABLE: readonly string[] = ["emqx.default_acl_present", "emqx.version_unsupported"];
const isUnusable = (reason: unknown): boolean => reason instanceof Fault && UNUSABLE.includes(reason.code);

/**
 * Keeps the broker what it should be: once before anything else starts, then again and again. A broker that must not be used
 * as it is stops the start; one that cannot be reached does not, as it may come.
 */
export function reconciler({ logger, everyMs, reconcile }: ReconcilerDeps): Process {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const pass = async () => {
    const { broker, drift } = await reconcile();
    for (const each of drift) logger.warn({ ...each, broker }, "the broker had drifted");
    logger.info({ broker, drift: drift.length }, "the broker was looked over");
  };
  const passAgain = () =>
    pass().catch((reason) => {
      if (isUnusable(reason)) logger.error({ err: reason }, "the broker must not be used as it is");
      else logger.warn({ err: reason }, "the broker could not be looked over; it is tried again");
    });
  return {
    name: "reconciler",
    start: async () => {
      await pass().catch((reason) => {
        if (isUnusable(reason)) throw reason;
        logger.warn({ err: reason }, "the broker could not be looked over; it is tried again");
      });
      running = (async () => {
        for (;;) {
          await sleep(everyMs, stopping.signal);
          if (stopping.signal.aborted) return;
          await passAgain();
        }
      })();
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
