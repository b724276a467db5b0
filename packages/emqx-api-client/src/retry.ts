/** Bounds of trying again. */
export type RetryPolicy = {
  /** Requests in all, the first included. */
  readonly attemptsMax: number;
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  /** A longer `Retry-After` than this is not waited for: the caller is told instead. */
  readonly retryAfterMaxMs: number;
};

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 4,
  backoffBaseMs: 200,
  backoffMaxMs: 5_000,
  retryAfterMaxMs: 30_000,
};

/** Too many requests, and what a gateway in front of the broker says while a node restarts. */
export const isPassing = (status: number): boolean => [429, 502, 503, 504].includes(status);

/** `Retry-After` in milliseconds; it is seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/**
 * Milliseconds to wait before the next attempt, or `undefined` when there is to be none. Full jitter, so that many processes
 * which lost one broker do not come back as one; what the broker asked for is the least, never the most.
 * @param attempt requests made so far.
 */
export function waitMs(
  attempt: number,
  askedMs: number | undefined,
  policy: RetryPolicy,
  random: () => number = Math.random,
): number | undefined {
  if (attempt >= policy.attemptsMax) return undefined;
  if (askedMs !== undefined && askedMs > policy.retryAfterMaxMs) return undefined;
  const limit = Math.min(policy.backoffMaxMs, policy.backoffBaseMs * 2 ** (attempt - 1));
  return (askedMs ?? 0) + Math.round(random() * limit);
}
