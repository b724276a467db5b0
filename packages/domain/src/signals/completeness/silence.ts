import { HOUR_MS } from "./hours";

/** A time in which nothing was measured. Unix milliseconds; `to` exclusive. */
export type Silence = { readonly from: number; readonly to: number };

export type BootSpan = {
  readonly boot: number;
  readonly lastSeq: number;
  readonly earliestMeasuredAt: number;
  readonly latestMeasuredAt: number;
};

/** A shorter one is normal, whatever the rate. */
export const SILENCE_MS_LEAST = 60_000;
/** One of this many usual intervals is not. */
const UNUSUAL_INTERVALS = 5;

/** The longest silence that is normal between two messages of a boot, judged by its own rate. */
export const normalSilenceMs = ({ lastSeq, earliestMeasuredAt, latestMeasuredAt }: BootSpan): number =>
  Math.max(SILENCE_MS_LEAST, (UNUSUAL_INTERVALS * (latestMeasuredAt - earliestMeasuredAt)) / Math.max(1, lastSeq - 1));

/**
 * The silences between one boot of a sender and the next. What it numbered last before it restarted is not known, so no number
 * is missing there; the time is.
 */
export function restartSilences(boots: readonly BootSpan[]): (Silence & { readonly boot: number })[] {
  const inOrder = boots.toSorted((a, b) => a.boot - b.boot);
  return inOrder.flatMap((next, index) => {
    const previous = inOrder[index - 1];
    if (previous === undefined) return [];
    const [from, to] = [previous.latestMeasuredAt, next.earliestMeasuredAt];
    return to - from > normalSilenceMs(previous) ? [{ boot: next.boot, from, to }] : [];
  });
}

/**
 * Whole hours without a message, for a device that numbers nothing.
 * @param hours in which there was one, in order.
 * @param period.from not before the device's first message.
 */
export function silentHours(
  hours: readonly number[],
  period: { readonly from: number; readonly to: number },
): Silence[] {
  const silences: Silence[] = [];
  let quietFrom = Math.ceil(period.from / HOUR_MS) * HOUR_MS;
  for (const hour of [...hours.filter((known) => known >= quietFrom && known < period.to), Number.POSITIVE_INFINITY]) {
    // An hour that is not over yet may still speak.
    const quietTo = Math.min(hour, Math.floor(period.to / HOUR_MS) * HOUR_MS);
    if (quietTo > quietFrom) silences.push({ from: quietFrom, to: quietTo });
    quietFrom = hour + HOUR_MS;
  }
  return silences;
}
