import { EmqxApiError } from "./error";
import type { RawReply } from "./exchange";
import { redact } from "./redaction";
import { retryAfterMs } from "./retry";

/** JSON when the reply says so, the text otherwise, `undefined` for an empty body. */
export function bodyOf({ headers, text, status }: RawReply, endpoint: string): unknown {
  if (text === "") return undefined;
  if (!(headers.get("content-type") ?? "").includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new EmqxApiError({
      code: "UNEXPECTED_REPLY",
      endpoint,
      status,
      detail: "the reply is not the JSON it says it is",
    });
  }
}

const wordOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

/**
 * EMQX has three shapes of failure: `{code, message}`, the documented `{code, reason}`, and `{reason_code, message}` for a
 * message it will not publish. A message may be an object; gateways in front answer with no shape at all.
 */
function sayingOf(raw: RawReply): { code: string; detail: string } {
  const fallback = { code: `HTTP_${raw.status}`, detail: raw.text };
  let body: unknown;
  try {
    body = JSON.parse(raw.text);
  } catch {
    return fallback;
  }
  if (body === null || typeof body !== "object") return fallback;
  const { code, reason_code, message, reason } = body as Record<string, unknown>;
  const said = message ?? reason;
  return {
    code: wordOf(code) ?? wordOf(reason_code) ?? fallback.code,
    detail: said === undefined ? raw.text : typeof said === "string" ? said : JSON.stringify(said),
  };
}

/** The failure that a reply tells of, with the request's secrets taken out of it. */
export function failureOf(raw: RawReply, endpoint: string, attempts: number, secrets: readonly string[]): EmqxApiError {
  const { code, detail } = sayingOf(raw);
  return new EmqxApiError({
    code: redact(code, secrets),
    endpoint,
    detail: redact(detail, secrets),
    status: raw.status,
    retryAfterMs: retryAfterMs(raw.headers.get("retry-after"), Date.now()),
    attempts,
  });
}
