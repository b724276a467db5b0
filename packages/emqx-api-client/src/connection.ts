import { apiRoot, expand, type QueryValue, queryString } from "./address";
import { EmqxApiError } from "./error";
import { exchange, pause, type RawReply } from "./exchange";
import type { BodyOf, Method, Operation, PathOf, QueryOf, ReplyOf, Template } from "./operation";
import { secretsIn } from "./redaction";
import { bodyOf, failureOf } from "./reply";
import { defaultRetryPolicy, isPassing, type RetryPolicy, retryAfterMs, waitMs } from "./retry";

export type EmqxClientOptions = {
  /** `https://broker.example:18083`, with or without `/api/v5`. A private CA comes through `NODE_EXTRA_CA_CERTS`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Of one attempt, its body included; 10,000 ms when left out. */
  readonly attemptTimeoutMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** Told of every attempt: for a log or a metric. Holds no ids and no secrets. */
  readonly onAttempt?: (attempt: Attempt) => void;
};

export type Attempt = {
  /** Method and path template. */
  readonly endpoint: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** HTTP status, or the code of a failure without a reply, such as `TIMEOUT`. */
  readonly outcome: number | string;
  readonly durationMs: number;
};

/** What every call takes. */
export type CallOptions = { readonly signal?: AbortSignal | undefined };

/** How an area wants its call treated. */
export type Treatment = CallOptions & {
  /** A POST may be repeated when repeating it changes nothing; other methods always may. */
  readonly repeatable?: boolean | undefined;
  /** Statuses beyond 2xx that are an answer and not a failure. */
  readonly answers?: readonly number[];
  readonly accept?: string;
  /** Sends no credentials: the endpoint needs none. */
  readonly anonymous?: boolean;
};

type Needed<K extends string, T> = [T] extends [undefined]
  ? { readonly [N in K]?: undefined }
  : { readonly [N in K]: T };
export type Input<O> = Needed<"path", PathOf<O>> & Needed<"body", BodyOf<O>> & { readonly query?: QueryOf<O> };

export type Connection = {
  /** @throws EmqxApiError for every status that is neither 2xx nor among `answers`. */
  call<M extends Method, P extends Template<M>>(
    method: M,
    template: P,
    input: Input<Operation<M, P>>,
    treatment?: Treatment,
  ): Promise<ReplyOf<Operation<M, P>>>;
};

type Request = { endpoint: string; url: string; method: string; body: unknown; treatment: Treatment };

export function connect(options: EmqxClientOptions): Connection {
  const { attemptTimeoutMs: timeoutMs = 10_000, onAttempt } = options;
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const root = apiRoot(options.baseUrl);
  const credentials = Buffer.from(`${options.apiKey}:${options.apiSecret}`).toString("base64");
  const authorization = `Basic ${credentials}`;

  async function attemptOnce({ endpoint, url, method, body, treatment }: Request, attempt: number): Promise<RawReply> {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const type = typeof body === "string" ? "text/plain" : "application/json";
    const accept = treatment.accept ?? "application/json";
    const headers = treatment.anonymous ? { accept } : { authorization, accept };
    const startedAt = performance.now();
    const tell = (outcome: number | string) =>
      onAttempt?.({ endpoint, attempt, outcome, durationMs: performance.now() - startedAt });
    try {
      const raw = await exchange({
        endpoint,
        url,
        init:
          text === undefined
            ? { method, headers }
            : { method, headers: { ...headers, "content-type": type }, body: text },
        timeoutMs,
        signal: treatment.signal,
      });
      tell(raw.status);
      return raw;
    } catch (error) {
      if (error instanceof EmqxApiError) tell(error.code);
      throw error;
    }
  }

  async function send(request: Request): Promise<RawReply> {
    const { endpoint, treatment, body, method } = request;
    const mayRepeat = method !== "POST" || treatment.repeatable === true;
    const secrets = [options.apiSecret, credentials, ...secretsIn(body)];
    for (let attempt = 1; ; attempt += 1) {
      let failure: EmqxApiError;
      let askedMs: number | undefined;
      try {
        const raw = await attemptOnce(request, attempt);
        if ((raw.status >= 200 && raw.status < 300) || treatment.answers?.includes(raw.status)) return raw;
        failure = failureOf(raw, endpoint, attempt, secrets);
        if (!isPassing(raw.status)) throw failure;
        askedMs = retryAfterMs(raw.headers.get("retry-after"), Date.now());
      } catch (error) {
        if (!(error instanceof EmqxApiError) || (error.code !== "NETWORK" && error.code !== "TIMEOUT")) throw error;
        failure = new EmqxApiError({ code: error.code, endpoint, detail: error.detail, attempts: attempt });
      }
      const wait = mayRepeat ? waitMs(attempt, askedMs, policy) : undefined;
      if (wait === undefined) throw failure;
      await pause(wait, endpoint, treatment.signal);
    }
  }

  return {
    async call<M extends Method, P extends Template<M>>(
      method: M,
      template: P,
      input: Input<Operation<M, P>>,
      treatment: Treatment = {},
    ) {
      const verb = method.toUpperCase();
      const endpoint = `${verb} ${template}`;
      const path = expand(endpoint, template, (input.path ?? {}) as Readonly<Record<string, string>>);
      const query = queryString((input.query ?? {}) as Readonly<Record<string, QueryValue>>);
      const url = `${root}${path}${query}`;
      const raw = await send({ endpoint, url, method: verb, body: input.body, treatment });
      // The one place where EMQX is taken at its document's word.
      return { status: raw.status, body: bodyOf(raw, endpoint) } as ReplyOf<Operation<M, P>>;
    },
  };
}
