import type { EdgeAlarm } from "@outstation/contracts/edge/alarms";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { Instant } from "@outstation/kit/clock";
import { type Change, findingOf, type Held, letPass, NORMAL, step } from "./lifecycle";

/**
 * Readings come in the order of their source's time, but for what a source hands in late. Where nothing newer came for this
 * long, an older time means that the source's clock was set back, and a limit may not stay blind until it has caught up.
 */
export const SET_BACK_AFTER_MS = 60_000;

/** A change, and the reading that stood when it took effect. */
export type Told = Change & Pick<Reading, "value" | "quality">;

/** One limit and where it stands. */
export type Watch = {
  readonly limit: EdgeAlarm;
  readonly held: () => Held;
  /** @param now the gateway's time. @returns what changed, in order; nothing for a reading that is older than what was seen. */
  see(reading: Reading, now: Instant): Told[];
  /** Lets delays run out while nothing is reported: a value stands until the source says another. */
  letPass(now: Instant): Told[];
};

/**
 * @param kept what was active when the gateway stopped, and the source's time of its last change
 * @param now the gateway's time
 */
export function watch(
  limit: EdgeAlarm,
  kept: { readonly activeSince: Instant | null; readonly changedAt: Instant } | undefined,
  now: Instant,
): Watch {
  let held: Held = NORMAL;
  if (kept !== undefined && kept.activeSince !== null)
    held = { phase: "active", since: kept.activeSince, activeSince: kept.activeSince };
  /** The source's time, and ours when we learned it. */
  let mark = { source: kept?.changedAt ?? Number.NEGATIVE_INFINITY, gateway: now };
  let stands: Reading | null = null;

  const move = (stepped: { state: Held; changes: readonly Change[] }, { value, quality }: Reading): Told[] => {
    held = stepped.state;
    return stepped.changes.map((change) => ({ ...change, value, quality }));
  };
  const pass = (to: Instant): Told[] => (stands === null ? [] : move(letPass(limit, held, to), stands));

  return {
    limit,
    held: () => held,
    see(reading, now) {
      const told: Told[] = [];
      const isBad = reading.quality === "bad";
      if (!isBad && reading.measuredAt < mark.source) {
        if (now - mark.gateway < SET_BACK_AFTER_MS) return [];
        // The two clocks have no delay in common: the one that runs is broken off.
        move(step(limit, held, "unknown", held.since), reading);
      }
      // The loss of a source is told in the gateway's time, which says nothing of the source's.
      const at = isBad && stands !== null ? mark.source + (now - mark.gateway) : reading.measuredAt;
      told.push(...pass(at), ...move(step(limit, held, findingOf(limit, reading), at), reading));
      if (!isBad || stands === null) mark = { source: at, gateway: now };
      stands = reading;
      return told;
    },
    letPass: (now) => pass(mark.source + (now - mark.gateway)),
  };
}
