import { EmqxApiError } from "./error";

/** One HTTP request and the whole of its reply. */
export type Exchange = {
  readonly endpoint: string;
  readonly url: string;
  readonly init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

export type RawReply = { readonly status: number; readonly headers: Headers; readonly text: string };

const timedOut = Symbol("timed out");

/** undici hides the reason (ECONNREFUSED, UND_ERR_SOCKET, a certificate's fault) in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return "code" in cause && cause.code ? `${cause.message} (${cause.code})` : cause.message;
  return error instanceof Error ? error.message : String(error);
}

export const aborted = (endpoint: string, signal: AbortSignal): EmqxApiError =>
  new EmqxApiError({ code: "ABORTED", endpoint, detail: "the caller gave up", cause: signal.reason });

/**
 * Sends once. The timeout covers the body too. Redirects are refused: they would carry the credentials elsewhere.
 * @throws EmqxApiError `ABORTED`, `TIMEOUT` or `NETWORK`.
 */
export async function exchange({ endpoint, url, init, timeoutMs, signal }: Exchange): Promise<RawReply> {
  if (signal?.aborted) throw aborted(endpoint, signal);
  const controller = new AbortController();
  const onAbort = () => controller.abort(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => controller.abort(timedOut), timeoutMs);
  try {
    const response = await fetch(url, { ...init, signal: controller.signal, redirect: "error" });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) throw aborted(endpoint, signal);
    if (controller.signal.reason === timedOut)
      throw new EmqxApiError({ code: "TIMEOUT", endpoint, detail: `no reply within ${timeoutMs} ms` });
    throw new EmqxApiError({ code: "NETWORK", endpoint, detail: reasonOf(error) });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Waits, unless the caller gives up first. */
export function pause(waitMs: number, endpoint: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(endpoint, signal));
    const onAbort = () => {
      clearTimeout(timer);
      if (signal) reject(aborted(endpoint, signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, waitMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
