import type { StopReason } from "@outstation/contracts/edge/enrolment";
import { Fault } from "@outstation/kit/fault";

/** A clock that is off by less breaks nothing: certificates are backdated by as much. */
const CLOCK_OFF_MS_MAX = 5 * 60_000;

const byCode = new Map<string, StopReason>([
  ...["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"].map((code) => [code, "dns"] as const),
  ...["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN", "EACCES", "EPERM"].map(
    (code) => [code, "port"] as const,
  ),
  // What OpenSSL says of a server's certificate, by Node's names for X509_V_ERR_*.
  ...[
    "CERT_CHAIN_TOO_LONG",
    "CERT_REJECTED",
    "CERT_REVOKED",
    "CERT_SIGNATURE_FAILURE",
    "CERT_UNTRUSTED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "HOSTNAME_MISMATCH",
    "INVALID_CA",
    "INVALID_PURPOSE",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    // What a server's alert says of ours (RFC 8446, 6.2).
    "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
    "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN",
  ].map((code) => [code, "ca"] as const),
  ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED", "refused"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "refused"],
]);
const ofTheClock = new Set(["CERT_NOT_YET_VALID", "CERT_HAS_EXPIRED", "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED"]);
/** CONNACK: 134, 135 and 140 of MQTT 5 (3.2.2.2), 4 and 5 of MQTT 3.1.1 (3.2.2.3). */
const notAuthorized = new Set([4, 5, 134, 135, 140]);
/** Every other failure of MQTT 5 begins here (2.4), of MQTT 3.1.1 are 1 to 3: the broker answered, and the answer was no. */
const refusedFrom = 128;

/**
 * Why a device could not go on, by the error it got: its clock, name resolution, a closed port, an authority that one side
 * does not trust, a right it has not, or a plain no.
 * @param clockOffMs how far the device's clock is ahead of the platform's, where it was measured. A certificate that is out
 *   of its dates by a clock that is right is the certificate's fault.
 */
export function whyStopped(reason: unknown, clockOffMs?: number): { reason: StopReason; detail: string } {
  const detail = (reason instanceof Fault ? reason.publicMessage : textOf(reason)).slice(0, 500);
  return { reason: classify(reason, clockOffMs), detail };
}

function classify(reason: unknown, clockOffMs: number | undefined): StopReason {
  for (const error of chainOf(reason)) {
    if (error instanceof Fault) return "refused";
    const { code } = error as { code?: unknown };
    if (typeof code === "number") {
      if (notAuthorized.has(code)) return "acl";
      if (code >= refusedFrom || (code >= 1 && code <= 3)) return "refused";
    }
    if (typeof code !== "string") continue;
    if (ofTheClock.has(code))
      return clockOffMs === undefined || Math.abs(clockOffMs) > CLOCK_OFF_MS_MAX ? "clock" : "ca";
    const known = byCode.get(code);
    if (known !== undefined) return known;
  }
  return "other";
}

/** The error, what it was made of, and what caused it: Node joins the errors of several addresses of a host into one. */
function* chainOf(reason: unknown, depth = 0): Generator<object> {
  if (typeof reason !== "object" || reason === null || depth > 5) return;
  yield reason;
  const { errors, cause } = reason as { errors?: unknown; cause?: unknown };
  if (Array.isArray(errors)) for (const each of errors) yield* chainOf(each, depth + 1);
  yield* chainOf(cause, depth + 1);
}

function textOf(reason: unknown): string {
  const [said] = [...chainOf(reason)].map((error) => (error as { message?: unknown }).message).filter(Boolean);
  return String(said ?? reason);
}
