/** How often, and how long apart. */
export type RetryPolicy = {
  /** The first try included. */
  readonly attemptsMax: number;
  /** The wait before the n-th retry is drawn between 0 and `baseMs` × 2ⁿ, `maxMs` at most. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** How long a `Retry-After` is obeyed; EMQX says 15 s while it starts. */
  readonly retryAfterMaxMs: number;
};

export const DEFAULT_RETRY: RetryPolicy = { attemptsMax: 4, baseMs: 200, maxMs: 5_000, retryAfterMaxMs: 30_000 };

/** Answers after which the same call may succeed. */
export const isPassing = (status: number): boolean => status === 429 || (status >= 502 && status <= 504);

/** @returns milliseconds to wait; RFC 9110, 10.2.3: seconds or a date. */
export function waitMs(
  policy: RetryPolicy,
  retry: number,
  retryAfter: string | null,
  { now, random }: { readonly now: number; readonly random: number },
): number {
  const jittered = Math.round(random * Math.min(policy.maxMs, policy.baseMs * 2 ** retry));
  if (retryAfter === null) return jittered;
  const asked = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  // Jitter on top: everybody who was sent away was told the same number.
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, policy.retryAfterMaxMs) + jittered : jittered;
}

/** Resolves after the time. @throws the signal's reason as soon as it aborts. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
