import type { EdgeSource } from "@outstation/contracts/edge/package";
import type { PointPriority } from "@outstation/contracts/edge/reporting";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { Clock } from "@outstation/kit/clock";

/** A point's reading as it goes to the spool. */
export type Told = { readonly source: EdgeSource; readonly priority: PointPriority; readonly reading: Reading };

/**
 * Keeps readings of a point apart by the interval of its priority, by the times that they carry: a history that is read at
 * once is thinned as it would have been. A reading that comes too soon waits, and the newest that waits goes when the
 * interval is over; a change of quality goes at once. With an interval of 0 everything passes.
 */
export type Thinner = {
  /** @returns what goes now. */
  pass(told: readonly Told[]): Told[];
  /** @returns what has waited long enough. */
  due(): Told[];
  /** @returns everything that waits: nothing is held back any longer. */
  release(): Told[];
};

type Last = { at: number; measuredAt: number; quality: string; waiting: Told | null };

export function createThinner(intervalMs: (priority: PointPriority) => number, clock: Clock): Thinner {
  const points = new Map<string, Last>();

  function passes(told: Told): boolean {
    const { source, priority, reading } = told;
    const interval = intervalMs(priority);
    const key = `${source.device}/${reading.point}`;
    const last = points.get(key);
    if (interval === 0) {
      if (last !== undefined) points.delete(key);
      return true;
    }
    if (
      last !== undefined &&
      last.quality === reading.quality &&
      Math.abs(reading.measuredAt - last.measuredAt) < interval
    ) {
      last.waiting = told;
      return false;
    }
    const { measuredAt, quality } = reading;
    points.set(key, { at: clock.now(), measuredAt, quality, waiting: null });
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
      last.measuredAt = told.reading.measuredAt;
    }
    return taken;
  }

  return {
    pass: (told) => told.filter(passes),
    due: () => take(({ at }, { priority }) => clock.now() - at >= intervalMs(priority)),
    release: () => take(() => true),
  };
}
