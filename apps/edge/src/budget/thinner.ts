import type { PointPriority } from "@outstation/contracts/edge/reporting";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { Clock } from "@outstation/kit/clock";

/** A point's reading as it goes to the spool. */
export type Told = { readonly device: string; readonly priority: PointPriority; readonly reading: Reading };

/**
 * Keeps readings of a point apart by the interval of its priority. A reading that comes too soon waits, and the newest that
 * waits goes when the interval is over; a change of quality goes at once. With an interval of 0 everything passes.
 */
export type Thinner = {
  /** @returns what goes now. */
  pass(told: readonly Told[]): Told[];
  /** @returns what has waited long enough. */
  due(): Told[];
  /** @returns everything that waits: nothing is held back any longer. */
  release(): Told[];
};

type Last = { at: number; quality: string; waiting: Told | null };

export function createThinner(intervalMs: (priority: PointPriority) => number, clock: Clock): Thinner {
  const points = new Map<string, Last>();

  function passes(told: Told): boolean {
    const { device, priority, reading } = told;
    const interval = intervalMs(priority);
    const key = `${device}/${reading.point}`;
    const last = points.get(key);
    if (interval === 0) {
      if (last !== undefined) points.delete(key);
      return true;
    }
    if (last !== undefined && last.quality === reading.quality && clock.now() - last.at < interval) {
      last.waiting = told;
      return false;
    }
    points.set(key, { at: clock.now(), quality: reading.quality, waiting: null });
    return true;
  }

  function take(isDue: (last: Last, told: Told) => boolean): Told[] {
    const taken: Told[] = [];
    for (const last of points.values()) {
      const told = last.waiting;
      if (told === null || !isDue(last, told)) continue;
      taken.push(told);
      last.waiting = null;
      last.at = clock.now();
    }
    return taken;
  }

  return {
    pass: (told) => told.filter(passes),
    due: () => take(({ at }, { priority }) => clock.now() - at >= intervalMs(priority)),
    release: () => take(() => true),
  };
}
