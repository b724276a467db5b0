import { POINT_PRIORITIES, type PointPriority } from "@outstation/contracts/edge/reporting";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { splitToFit } from "./split";
import type { NewMessage, Spool } from "./spool";

/** So many are written before their tick: a long batch of a busy line would not fit into memory. */
const EARLY_READINGS = 20_000;
/** What memory may hold while not even the spool's own memory takes it. */
const READINGS_MAX = 100_000;
const CLASS_OF = { high: 1, normal: 2, low: 3 } as const;

/** Gathers readings by device and priority and, at each tick of the batch, writes one message for each to the spool in one transaction. */
export type Gatherer = {
  add(device: string, readings: readonly Reading[], priority?: PointPriority): void;
  /** @returns the messages written. @throws what the spool throws; then the readings are kept for the next tick. */
  flush(): number;
  /** Whether everything that was flushed is on disk. */
  isDurable(): boolean;
};

/** @param options.onEarly told that messages were written before their tick. */
export function createGatherer(
  spool: Pick<Spool, "append">,
  onDropped: (readings: number) => void,
  options: { readonly onEarly?: () => void } = {},
): Gatherer {
  const gathered = new Map<PointPriority, Map<string, Reading[]>>();
  let count = 0;
  let durable = true;

  function flush(): number {
    const messages = POINT_PRIORITIES.flatMap((priority) =>
      [...(gathered.get(priority) ?? [])].flatMap(([child, readings]) => messagesOf(child, readings, priority)),
    );
    // Nothing to write is also a chance to write what the disk refused before.
    durable = spool.append(messages);
    gathered.clear();
    count = 0;
    return messages.length;
  }

  function flushEarly() {
    try {
      if (flush() > 0) options.onEarly?.();
    } catch {
      // The next tick tries again and says so.
    }
  }

  return {
    add(device, readings, priority = "normal") {
      if (readings.length === 0) return;
      const taken = readings.slice(0, Math.max(0, READINGS_MAX - count));
      if (taken.length < readings.length) onDropped(readings.length - taken.length);
      const byDevice = gathered.get(priority) ?? new Map<string, Reading[]>();
      gathered.set(priority, byDevice);
      const before = byDevice.get(device);
      if (before === undefined) byDevice.set(device, [...taken]);
      else for (const reading of taken) before.push(reading);
      count += taken.length;
      if (count >= EARLY_READINGS) flushEarly();
    },
    flush,
    isDurable: () => durable && count === 0,
  };
}

const messagesOf = (child: string, readings: readonly Reading[], priority: PointPriority): NewMessage[] =>
  splitToFit(readings).map((run) => ({
    channel: "telemetry",
    class: CLASS_OF[priority],
    encode: (key) => encodeCompact({ ...key, child, readings: run }),
  }));
