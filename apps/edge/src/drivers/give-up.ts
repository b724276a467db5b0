/**
 * The promise, or a rejection as soon as the signal aborts or the time is over, whatever becomes of the promise: protocol
 * libraries leave some of theirs unsettled for ever.
 */
export function unless<T>(
  signal: AbortSignal,
  promise: Promise<T>,
  timeout?: { readonly ms: number; readonly problem: string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Error("ended"));
    const timer = timeout === undefined ? undefined : setTimeout(() => reject(new Error(timeout.problem)), timeout.ms);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    });
  });
}
