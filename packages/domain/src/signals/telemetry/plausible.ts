import type { Reading } from "@outstation/contracts/mqtt/reading";

/** Why a message is refused: a stable code, the field it is about, and a sentence with the limit. */
export type Problem = { readonly code: string; readonly field: string; readonly message: string };

/** A reading further ahead of its receipt than this comes from a clock that is wrong. */
const AHEAD_MS_MAX = 24 * 3_600_000;
/** An older one is no backlog but a mistake, and each day it names would be a partition of its own. */
const BEHIND_MS_MAX = 731 * 24 * 3_600_000;

/** The first reading whose time cannot be, as a problem; null where all can. */
export function implausibleTime(readings: readonly Reading[], receivedAt: number): Problem | null {
  const latest = receivedAt + AHEAD_MS_MAX;
  const earliest = receivedAt - BEHIND_MS_MAX;
  const wrong = readings.find(({ measuredAt }) => measuredAt > latest || measuredAt < earliest);
  if (wrong === undefined) return null;
  const said = `${wrong.point} was measured at ${new Date(wrong.measuredAt).toISOString()}`;
  return wrong.measuredAt > latest
    ? { code: "reading.in_future", field: wrong.point, message: `${said}, more than 24 h after it was received` }
    : { code: "reading.too_old", field: wrong.point, message: `${said}, more than 731 days before it was received` };
}
