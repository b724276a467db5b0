import { fault } from "@outstation/kit/fault";

/** What a simulated sensor shows now. The protocol in front of it says the status in its own words. */
export type Sample = {
  readonly value: number | boolean | string;
  readonly status: "good" | "uncertain" | "bad";
};

/** A small model of a machine, moved by time and by what is written to it. It knows no protocol. */
export type Machine = {
  /** @param now Unix milliseconds, never going back. */
  advance(now: number): void;
  /** @throws Fault `hardware.unknown_point` */
  read(point: string): Sample;
  /** @returns false where the machine has no such setting or the value is outside its range. */
  write(point: string, value: number): boolean;
};

export const good = (value: Sample["value"]): Sample => ({ value, status: "good" });

/** Reads a point out of a table of what every point shows. */
export function sampleOf(samples: Readonly<Record<string, Sample>>, point: string): Sample {
  const sample = samples[point];
  if (sample === undefined)
    throw fault("hardware.unknown_point", `The simulated hardware has no point "${point}".`, { point });
  return sample;
}

/**
 * A smooth and repeatable wander from -1 to 1: three sines whose periods have no common multiple.
 * @param t seconds @param periodS of the slowest of the three, in seconds
 */
export function wander(t: number, periodS: number, phase = 0): number {
  const turn = (2 * Math.PI * t) / periodS;
  return (
    (Math.sin(turn + phase) +
      0.5 * Math.sin(turn / 0.381 + phase * 1.7) +
      0.25 * Math.sin(turn / 0.146 + phase * 2.3)) /
    1.75
  );
}

/** First-order lag: how far a value has come towards its target after `elapsedS` seconds. */
export const approach = (value: number, target: number, elapsedS: number, timeConstantS: number): number =>
  target + (value - target) * Math.exp(-elapsedS / timeConstantS);

/** True for `forS` seconds out of every `everyS`, from `fromS` on. */
export function inWindow(t: number, window: { everyS: number; fromS: number; forS: number }): boolean {
  const into = t % window.everyS;
  return into >= window.fromS && into < window.fromS + window.forS;
}

/** Seconds since the start and since the last step; a host that slept does not make the model jump. */
export function stepClock(startedAt: number): (now: number) => { t: number; elapsedS: number } {
  let last = startedAt;
  return (now) => {
    const elapsedS = Math.min(5, Math.max(0, (now - last) / 1000));
    last = now;
    return { t: Math.max(0, (now - startedAt) / 1000), elapsedS };
  };
}

/** What a counter shows that has run at this rate since 2026 began, so that a restart does not set it back far. */
export const countedSince2026 = (now: number, perHour: number): number =>
  Math.max(0, ((now - Date.UTC(2026, 0, 1)) / 3_600_000) * perHour);
