/** What EMQX answers with an error, in both shapes that its documents show. */
export type ErrorBody = {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly reason?: unknown;
  readonly reason_code?: unknown;
};

/** What went wrong: EMQX refused, or could not be reached. */
export type EmqxFailure = {
  readonly method: string;
  /** The path of the document, such as `/clients/{clientid}`: what is in its places is not told. */
  readonly path: string;
  /** Null where no answer came. */
  readonly status: number | null;
  /** EMQX's own, such as `ALREADY_EXISTS`; `NETWORK` and `TIMEOUT` where no answer came. */
  readonly code: string;
  readonly reason: string;
  /** How often it was tried. */
  readonly attempts: number;
};

const REASON_CHARACTERS_MAX = 500;

/**
 * The one error of this package. It holds neither key nor secret, and nothing of what was sent: it may be logged as it is.
 */
export class EmqxApiError extends Error implements EmqxFailure {
  override readonly name = "EmqxApiError";
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;

  constructor(failure: EmqxFailure) {
    const { method, path, status, code, reason, attempts } = failure;
    super(
      `${method.toUpperCase()} ${path}: ${status ?? "no answer"} ${code}, ${reason.slice(0, REASON_CHARACTERS_MAX)}`,
    );
    this.method = method;
    this.path = path;
    this.status = status;
    this.code = code;
    this.reason = reason.slice(0, REASON_CHARACTERS_MAX);
    this.attempts = attempts;
  }
}

/** Whether something is EMQX's answer with this code. */
export const isEmqxError = (error: unknown, ...codes: readonly string[]): error is EmqxApiError =>
  error instanceof EmqxApiError && (codes.length === 0 || codes.includes(error.code));

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : value === undefined || value === null ? undefined : JSON.stringify(value);

/** Reads an error's code and reason from a body: `{code, message}`, `{code, reason}`, `{reason_code, message}`, or none of them. */
export function readError(body: unknown): { code: string; reason: string } {
  if (typeof body !== "object" || body === null)
    return { code: "UNKNOWN", reason: text(body) ?? "no reason was given" };
  const { code, message, reason, reason_code } = body as ErrorBody;
  return {
    code: text(code) ?? text(reason_code) ?? "UNKNOWN",
    reason: text(message) ?? text(reason) ?? "no reason was given",
  };
}
