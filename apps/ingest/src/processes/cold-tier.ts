import type { ColdTier } from "@outstation/domain/signals/cold-tier";
import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { loop, type Process } from "./process";

export type ColdTierProcessDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  readonly pass: ColdTier;
};

/** Moves days that are over their retention from the store into the object store. */
export const coldTier = ({ clock, logger, everyMs, pass }: ColdTierProcessDeps): Process =>
  loop("cold-tier", async (signal) => {
    while (!signal.aborted) {
      try {
        const { parts, readings, days } = await pass(clock.now());
        if (parts > 0 || days.length > 0) logger.info({ parts, readings, days }, "went cold");
      } catch (reason) {
        logger.warn({ err: reason }, "the cold tier's pass failed; it is tried again");
      }
      await sleep(everyMs, signal);
    }
  });
