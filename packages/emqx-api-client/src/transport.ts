import type { paths } from "../generated/rest-v5";
import { EmqxApiError, readError } from "./error";
import { DEFAULT_RETRY, isPassing, pause, type RetryPolicy, waitMs } from "./retry";

export type EmqxOptions = {
  /** Where EMQX listens, such as `https://emqx.internal:18083`. With or without `/api/v5`. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** For one try; 10 s. */
  readonly timeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** Global `fetch` unless another is given, such as one that trusts a CA of yours. */
  readonly fetch?: typeof fetch;
};

type Method = "get" | "put" | "post" | "delete";
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Json<T> = T extends { content: { "application/json": infer B } } ? B : undefined;
type Responses<O> = O extends { responses: infer R } ? R : never;
type Answer<O, S extends keyof Responses<O>> = {
  [K in S]: { readonly status: K; readonly body: Json<Responses<O>[K]> };
}[S];

type PathOf<O> = O extends { parameters: { path: infer P extends object } }
  ? { readonly path: P }
  : { readonly path?: undefined };
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? { readonly query?: NonNullable<Q> } : unknown;
type BodyOf<O> = O extends { requestBody?: infer B }
  ? [NonNullable<B>] extends [never]
    ? { readonly body?: undefined }
    : NonNullable<B> extends { content: { "application/json": infer T } }
      ? { readonly body: T }
      : unknown
  : unknown;
type Request<O, S> = {
  /** Those that are no error here; every other one is thrown. */
  readonly accept: readonly S[];
  /** A POST that may be made twice. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
} & PathOf<O> &
  QueryOf<O> &
  BodyOf<O>;

/** Calls an operation of the document. @throws EmqxApiError; the signal's reason when it aborts. */
export type Call = <P extends keyof paths, M extends Method, S extends keyof Responses<Operation<P, M>> & number>(
  method: M,
  path: P,
  request: Request<Operation<P, M>, S>,
) => Promise<Answer<Operation<P, M>, S>>;

const TIMEOUT_MS = 10_000;

type Prepared = {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly accept: readonly number[];
  readonly repeatable: boolean;
  readonly signal: AbortSignal | undefined;
};
type Raw = { readonly status: number; readonly body: unknown; readonly retryAfter: string | null };

/** Tries as often as the policy allows what may be tried again: every GET, PUT and DELETE, and each POST that says so. */
export function createCall(options: EmqxOptions): Call {
  const base = baseUrl(options.url);
  const policy = { ...DEFAULT_RETRY, ...options.retry };
  const headers = {
    authorization: `Basic ${btoa(`${options.apiKey}:${options.apiSecret}`)}`,
    accept: "application/json",
  };

  return (async (method: string, path: string, request: UntypedRequest) => {
    const { body, accept, repeatable = method !== "post", signal } = request;
    const init: RequestInit =
      body === undefined
        ? { method: method.toUpperCase(), headers }
        : {
            method: method.toUpperCase(),
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(body),
          };
    return persist(options, policy, {
      ...{ method, path, accept, repeatable, signal },
      url: `${base}${fill(path, request.path)}${queryOf(request.query)}`,
      // A redirect would carry key and secret to wherever it points.
      init: { ...init, redirect: "error" },
    });
  }) as unknown as Call;
}

type UntypedRequest = {
  readonly accept: readonly number[];
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
};

async function persist(options: EmqxOptions, policy: RetryPolicy, call: Prepared): Promise<Raw> {
  const attemptsMax = call.repeatable ? policy.attemptsMax : 1;
  for (let attempt = 1; ; attempt++) {
    const outcome = await tryOnce(options, call, attempt);
    if (!(outcome instanceof EmqxApiError) && call.accept.includes(outcome.status)) return outcome;
    const failure =
      outcome instanceof EmqxApiError
        ? outcome
        : new EmqxApiError({ ...call, status: outcome.status, attempts: attempt, ...readError(outcome.body) });
    const passing = failure.status === null || isPassing(failure.status);
    if (!passing || attempt >= attemptsMax) throw failure;
    const retryAfter = outcome instanceof EmqxApiError ? null : outcome.retryAfter;
    await pause(waitMs(policy, attempt - 1, retryAfter, { now: Date.now(), random: Math.random() }), call.signal);
  }
}

async function tryOnce(options: EmqxOptions, call: Prepared, attempts: number): Promise<Raw | EmqxApiError> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  try {
    const answer = await (options.fetch ?? fetch)(call.url, { ...call.init, signal });
    const text = await answer.text();
    return { status: answer.status, body: parse(text), retryAfter: answer.headers.get("retry-after") };
  } catch (cause) {
    if (call.signal?.aborted) throw call.signal.reason;
    const [code, reason] = timeout.aborted ? ["TIMEOUT", "no answer in time"] : ["NETWORK", reasonOf(cause)];
    return new EmqxApiError({ ...call, status: null, code, reason, attempts });
  }
}

/** Of a failed fetch, the system's word (ECONNREFUSED, a certificate's fault) is in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "the connection failed";
  return "code" in cause && typeof cause.code === "string" ? `${cause.code} ${cause.message}` : cause.message;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function baseUrl(given: string): string {
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") throw new TypeError("key and secret do not belong into the URL");
  const path = url.pathname.replace(/\/+$/, "").replace(/\/api\/v5$/, "");
  return `${url.origin}${path}/api/v5`;
}

/** Client ids may hold `/`, `:` and `%`: each place is encoded whole. `.` and `..` would be resolved away. */
const fill = (path: string, places: Readonly<Record<string, string>> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = places[name];
    if (value === undefined || value === "" || value === "." || value === "..")
      throw new TypeError(`${name} is not something that can stand in ${path}`);
    return encodeURIComponent(value);
  });

/** A list becomes the parameter several times. */
function queryOf(query: Readonly<Record<string, unknown>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined) search.append(name, String(item));
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
