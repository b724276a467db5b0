import type { Reading } from "@outstation/contracts/mqtt/reading";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { splitToFit } from "./split";
import type { NewMessage, Spool } from "./spool";

/** What memory may hold while the disk refuses to take it: some ten minutes of a busy line. */
const READINGS_MAX = 100_000;

/** Gathers readings by device and, at each tick of the batch, writes one message per device to the spool in one transaction. */
export type Gatherer = {
  add(device: string, readings: readonly Reading[]): void;
  /** @returns the messages written. @throws what the spool throws; then the readings are kept for the next tick. */
  flush(): number;
};

export function createGatherer(spool: Spool, onDropped: (readings: number) => void): Gatherer {
  const byDevice = new Map<string, Reading[]>();
  let count = 0;
  return {
    add(device, readings) {
      if (readings.length === 0) return;
      const room = READINGS_MAX - count;
      if (readings.length > room) onDropped(readings.length - room);
      const taken = readings.slice(0, Math.max(0, room));
      const gathered = byDevice.get(device);
      if (gathered === undefined) byDevice.set(device, [...taken]);
      else gathered.push(...taken);
      count += taken.length;
    },
    flush() {
      const messages = [...byDevice].flatMap(([child, readings]) =>
        splitToFit(readings).map(
          (run): NewMessage => ({
            channel: "telemetry",
            encode: (key) => encodeCompact({ ...key, child, readings: run }),
          }),
        ),
      );
      spool.append(messages);
      byDevice.clear();
      count = 0;
      return messages.length;
    },
  };
}
