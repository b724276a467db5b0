import type { RawReading } from "../driver";

/** Holds readings back while the source is not said to be connected, so that none comes before those words. */
export type Gate = {
  pass(readings: readonly RawReading[]): void;
  open(): void;
  shut(): void;
};

/** Shut at first. What it holds is bounded by what the server keeps for us over an outage. */
export function createGate(onReadings: (readings: readonly RawReading[]) => void): Gate {
  let held: RawReading[] | null = [];
  return {
    pass(readings) {
      if (held === null) onReadings(readings);
      else for (const reading of readings) held.push(reading);
    },
    open() {
      const waiting = held ?? [];
      held = null;
      if (waiting.length > 0) onReadings(waiting);
    },
    shut() {
      held ??= [];
    },
  };
}
