/** Codes this client gives; every other code is EMQX's own, such as `ALREADY_EXISTS` or `BAD_API_KEY_OR_SECRET`. */
export type ClientCode = "ABORTED" | "BAD_ARGUMENT" | "NETWORK" | "TIMEOUT" | "UNEXPECTED_REPLY";

type Failure = {
  /** EMQX's code, one of `ClientCode`, or `HTTP_<status>` when the reply named none. */
  readonly code: ClientCode | (string & {});
  /** Method and path template, such as `DELETE /clients/{clientid}`: no ids, so that it can label a metric. */
  readonly endpoint: string;
  readonly detail: string;
  /** HTTP status of the reply; absent when there was none. */
  readonly status?: number | undefined;
  /** How long EMQX asked to be left alone, when it said so. */
  readonly retryAfterMs?: number | undefined;
  /** Requests made before giving up. */
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
};

/** The one error of this client. Its message never holds the API key, its secret, or a secret of the request's body. */
export class EmqxApiError extends Error {
  override readonly name = "EmqxApiError";
  readonly code: string;
  readonly status: number | undefined;
  readonly endpoint: string;
  /** What EMQX, or the network, said, cleaned of secrets. */
  readonly detail: string;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;

  constructor(failure: Failure) {
    const status = failure.status === undefined ? "" : ` ${failure.status}`;
    super(`${failure.endpoint}:${status} ${failure.code}: ${failure.detail}`, { cause: failure.cause });
    this.code = failure.code;
    this.status = failure.status;
    this.endpoint = failure.endpoint;
    this.detail = failure.detail;
    this.retryAfterMs = failure.retryAfterMs;
    this.attempts = failure.attempts ?? 1;
  }
}

const unknownPath = "Request Path Not Found";

/**
 * Whether EMQX says that the thing is not there. A wrong base URL answers 404 `NOT_FOUND` as well
 * (emqx_dashboard_not_found.erl), and must never be read as "already deleted": hence the look at the message.
 */
export const isAbsent = (error: unknown): error is EmqxApiError =>
  error instanceof EmqxApiError &&
  error.status === 404 &&
  ["NOT_FOUND", "CLIENTID_NOT_FOUND", "BAD_LISTENER_ID"].includes(error.code) &&
  !error.detail.includes(unknownPath);

/** Whether EMQX says that the thing exists already: 409 for rules and authenticators, 400 for bans. */
export const isPresentAlready = (error: unknown): error is EmqxApiError =>
  error instanceof EmqxApiError && (error.status === 400 || error.status === 409) && error.code === "ALREADY_EXISTS";
