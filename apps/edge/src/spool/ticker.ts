import type { Logger } from "@outstation/kit/logger";
import type { PackageUser } from "../package/package-user";
import type { Gatherer } from "./gatherer";

/** Writes what was gathered to the spool at each tick of the package's batch. */
export type Ticker = PackageUser & {
  flush(): void;
  /** Resolves when what was gathered before is in the spool and on disk; stays open while the disk takes nothing. */
  stored(): Promise<void>;
  stop(): void;
};

export function startTicker(options: {
  readonly beforeFlush: () => void;
  readonly gatherer: Gatherer;
  readonly onSpooled: () => void;
  readonly logger: Logger;
}): Ticker {
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  const flush = () => {
    try {
      if (options.gatherer.flush() > 0) options.onSpooled();
      if (!options.gatherer.isDurable()) return;
      const stored = waiting;
      waiting = [];
      for (const resume of stored) resume();
    } catch (reason) {
      options.logger.warn({ reason: String(reason) }, "the spool takes nothing");
    }
  };
  return {
    use({ reporting }) {
      clearInterval(timer);
      timer = setInterval(() => {
        options.beforeFlush();
        flush();
      }, reporting.batchMs);
    },
    flush,
    stored: () => new Promise((resolve) => waiting.push(resolve)),
    stop: () => clearInterval(timer),
  };
}
