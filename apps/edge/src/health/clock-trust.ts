import type { ClockMeasurement } from "./clock-sntp";

/** A measurement, and where it came from; `at` is by a clock that nobody sets and that runs from the gateway's start, ms. */
export type ClockCheckpoint = ClockMeasurement & {
  readonly source: "sntp" | "platform";
  /** The true time at the measurement, Unix ms. */
  readonly trueTime: number;
  readonly at: number;
};

/**
 * What a quartz may gain or lose between two checks: 30 ppm are 7.8 s in 72 h, so that a clock that was right when an outage
 * began is still trusted when it ends.
 */
export const DRIFT = 30e-6;

export type ClockVerdict = {
  readonly trusted: boolean;
  /** Our clock ahead of the true time, ms; null while it was never measured. */
  readonly offsetMs: number | null;
  /** How far that may be wrong by now. */
  readonly uncertaintyMs: number | null;
};

/**
 * Whether the clock may be trusted now. A clock that somebody sets meanwhile is seen at once: the time that passed is taken
 * from the other clock.
 * @param now.wall our clock, Unix ms @param now.steady the one that nobody sets
 */
export function verdictOn(
  checkpoint: ClockCheckpoint | null,
  now: { readonly wall: number; readonly steady: number },
  toleranceMs: number,
): ClockVerdict {
  if (checkpoint === null) return { trusted: false, offsetMs: null, uncertaintyMs: null };
  const passed = now.steady - checkpoint.at;
  const offsetMs = now.wall - (checkpoint.trueTime + passed);
  const uncertaintyMs = checkpoint.uncertaintyMs + passed * DRIFT;
  return { trusted: Math.abs(offsetMs) + uncertaintyMs <= toleranceMs, offsetMs, uncertaintyMs };
}
