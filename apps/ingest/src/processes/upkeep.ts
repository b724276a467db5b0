import type { Stream } from "@outstation/contracts/streams/streams";
import type { Sealer } from "@outstation/domain/signals/telemetry";
import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { loop, type Process } from "./process";

export type UpkeepDeps = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs: number;
  readonly seal: Sealer;
  /** How long each stream is kept after everyone has read it. */
  readonly keepMs: Readonly<Partial<Record<Stream, number>>>;
  readonly deleteOldEntries: (stream: Stream, keepMs: number) => Promise<number>;
};

/** Seals finished hours and forgets what the streams no longer need to remember. */
export const upkeep = (deps: UpkeepDeps): Process =>
  loop("upkeep", async (signal) => {
    while (!signal.aborted) {
      await pass(deps).catch((reason) => deps.logger.warn({ err: reason }, "upkeep failed; it is tried again"));
      await sleep(deps.everyMs, signal);
    }
  });

async function pass({ clock, logger, seal, keepMs, deleteOldEntries }: UpkeepDeps): Promise<void> {
  const sealed = await seal(clock.now());
  let deleted = 0;
  for (const [stream, keep] of Object.entries(keepMs)) deleted += await deleteOldEntries(stream as Stream, keep);
  if (sealed > 0 || deleted > 0) logger.info({ sealed, deleted }, "upkeep");
}
