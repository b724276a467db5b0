/**
 * Full jitter: a uniform draw between nothing and the doubled limit, so that a fleet which lost its broker does not come back as one.
 * @param attempt 0 for the first retry.
 * @returns milliseconds to wait.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
  random: () => number = Math.random,
): number {
  const limit = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(random() * limit);
}
