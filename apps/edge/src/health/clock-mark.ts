import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { Clock } from "@outstation/kit/clock";

/** Why the gateway's clock is doubted, as a reading's context has it. */
export type ClockDoubt = Readonly<Record<string, unknown>>;

/**
 * Marks the readings whose time is the gateway's own, while its clock is doubted: as uncertain, and by how much the time is off
 * where that is known, so that it can be put right later. A reading that has its source's time is that clock's business. Its
 * own are those that were timed while they were made.
 */
export function markDoubtful(
  make: () => Reading[],
  { clock, doubt }: { readonly clock: Clock; readonly doubt: () => ClockDoubt | null },
): Reading[] {
  const from = clock.now();
  const readings = make();
  const why = readings.length === 0 ? null : doubt();
  if (why === null) return readings;
  const to = clock.now();
  return readings.map((reading) => {
    const { measuredAt, quality, context } = reading;
    if (measuredAt < from || measuredAt > to) return reading;
    return { ...reading, quality: quality === "good" ? "uncertain" : quality, context: { ...context, ...why } };
  });
}
