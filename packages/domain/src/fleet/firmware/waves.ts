import { createHash } from "node:crypto";

/** From 1 on. */
export type Membership<T> = { readonly device: T; readonly wave: number };

/**
 * Divides devices into waves, once: who is in which does not change any more, whatever becomes of the devices.
 * @param percents how many of all have been reached after each wave, rising to 100. Every wave has one device at least, as far
 *   as there are devices.
 * @param seed of the rollout. Neighbours in a list of keys often stand at one site; by hash a wave is drawn from all of them.
 */
export function freezeWaves<T extends { readonly key: string }>(
  devices: readonly T[],
  percents: readonly number[],
  seed: string,
): Membership<T>[] {
  const place = ({ key }: T) => createHash("sha256").update(`${seed}/${key}`).digest("hex");
  const drawn = devices.map((device) => ({ device, at: place(device) })).sort((a, b) => (a.at < b.at ? -1 : 1));
  let from = 0;
  return percents.flatMap((percent, index) => {
    const isLast = index === percents.length - 1;
    const to = isLast ? drawn.length : Math.max(from + 1, Math.round((drawn.length * percent) / 100));
    const members = drawn.slice(from, to).map(({ device }) => ({ device, wave: index + 1 }));
    from = to;
    return members;
  });
}

/** How the devices of the current wave stand; those whose update was taken back are not among them. */
export type WaveCounts = { readonly succeeded: number; readonly failed: number; readonly open: number };
export type WaveRule = { readonly successPercent: number; readonly abortPercent: number; readonly isLast: boolean };

/**
 * What follows from how a wave stands: `abort` when too many failed, or too few can succeed any more; `advance` to the next
 * wave when enough succeeded; the last wave is over when nobody's update is open.
 */
export function judgeWave(
  { succeeded, failed, open }: WaveCounts,
  { successPercent, abortPercent, isLast }: WaveRule,
): "abort" | "advance" | "complete" | "wait" {
  const all = succeeded + failed + open;
  if (failed > 0 && failed * 100 >= abortPercent * all) return "abort";
  const isEnough = succeeded * 100 >= successPercent * all;
  if (open === 0 && !isEnough) return "abort";
  if (isLast) return open === 0 ? "complete" : "wait";
  return isEnough ? "advance" : "wait";
}
