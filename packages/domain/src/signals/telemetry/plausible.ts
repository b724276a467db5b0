import type { ReadingColumns } from "@outstation/contracts/mqtt/reading-columns";

/** Why a message is refused: a stable code, the field it is about, and a sentence with the limit. */
export type Problem = { readonly code: string; readonly field: string; readonly message: string };

/** A reading further ahead of its receipt than this comes from a clock that is wrong. */
const AHEAD_MS_MAX = 24 * 3_600_000;
/** An older one is no backlog but a mistake, and each day it names would be a partition of its own. */
const BEHIND_MS_MAX = 731 * 24 * 3_600_000;

/** The first reading whose time cannot be, as a problem; null where all can. */
export function implausibleTime(
  { points, measuredAt }: Pick<ReadingColumns, "points" | "measuredAt">,
  receivedAt: number,
): Problem | null {
  const latest = receivedAt + AHEAD_MS_MAX;
  const earliest = receivedAt - BEHIND_MS_MAX;
  const index = measuredAt.findIndex((at) => at > latest || at < earliest);
  if (index < 0) return null;
  const [at, field] = [measuredAt[index] as number, points[index] as string];
  const said = `${field} was measured at ${new Date(at).toISOString()}`;
  return at > latest
    ? { code: "reading.in_future", field, message: `${said}, more than 24 h after it was received` }
    : { code: "reading.too_old", field, message: `${said}, more than 731 days before it was received` };
}
