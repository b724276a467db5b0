import { Fault } from "@outstation/kit/fault";
import { TRPCError } from "@trpc/server";

type Code = TRPCError["code"];

/**
 * The one table from a fault's code to HTTP, by tRPC's names. What is another tenant's is not found, as if it did not exist.
 * A code that is missing here is our own failure.
 */
const CODES: Readonly<Record<string, Code>> = {
  "session.required": "UNAUTHORIZED",
  "session.ended": "UNAUTHORIZED",
  "session.bound": "FORBIDDEN",
  "member.not_found": "FORBIDDEN",
  "permission.denied": "FORBIDDEN",
  "step_up.required": "FORBIDDEN",
  "step_up.through_provider": "FORBIDDEN",
  "tenant.suspended": "FORBIDDEN",
  "tenant.provider_required": "FORBIDDEN",
  "route.not_found": "NOT_FOUND",
  "member.exists": "CONFLICT",
  "member.not_found_here": "NOT_FOUND",
  "member.last_owner": "CONFLICT",
  "member.owner_only": "FORBIDDEN",
  "invitation.not_found": "NOT_FOUND",
  "invitation.other_address": "FORBIDDEN",
  "invitation.sign_in_first": "CONFLICT",
  "token.refused": "NOT_FOUND",
  "tenant.malformed_slug": "BAD_REQUEST",
  "tenant.slug_taken": "CONFLICT",
  "tenant.name_invalid": "BAD_REQUEST",
  "tenant.not_found": "NOT_FOUND",
  "tenant.device_limit": "FORBIDDEN",
  "tenant.limit_invalid": "BAD_REQUEST",
  "account.name_invalid": "BAD_REQUEST",
  "account.exists": "CONFLICT",
  "password.weak": "BAD_REQUEST",
  "password.wrong": "FORBIDDEN",
  "sign_in.throttled": "TOO_MANY_REQUESTS",
  "totp.required": "FORBIDDEN",
  "totp.wrong": "FORBIDDEN",
  "totp.not_begun": "CONFLICT",
  "totp.enabled_already": "CONFLICT",
  "oidc.not_configured": "NOT_FOUND",
  "oidc.unreachable": "BAD_REQUEST",
  "oidc.address_refused": "BAD_REQUEST",
  "oidc.refused": "FORBIDDEN",
  "oidc.not_a_member": "FORBIDDEN",
  "oidc.domain_invalid": "BAD_REQUEST",
  "oidc.secret_missing": "BAD_REQUEST",
  "oidc.enforce_first": "CONFLICT",
  "proof.unavailable": "SERVICE_UNAVAILABLE",
  "mail.unavailable": "SERVICE_UNAVAILABLE",
  "mail.throttled": "TOO_MANY_REQUESTS",
  "act_as.invalid": "BAD_REQUEST",
  "act_as.not_found": "NOT_FOUND",
  "certificate.not_found": "NOT_FOUND",
  "device.not_found": "NOT_FOUND",
  "device.invalid": "BAD_REQUEST",
  "device.exists": "CONFLICT",
  "device.has_children": "CONFLICT",
  "import.malformed": "BAD_REQUEST",
  "import.too_large": "PAYLOAD_TOO_LARGE",
  "command.invalid": "BAD_REQUEST",
  "command.forbidden": "CONFLICT",
  "command.not_reachable": "CONFLICT",
  "command.not_found": "NOT_FOUND",
  "command.begun": "CONFLICT",
  "command.too_many": "TOO_MANY_REQUESTS",
  "release.invalid": "BAD_REQUEST",
  "release.not_found": "NOT_FOUND",
  "release.exists": "CONFLICT",
  "release.published": "CONFLICT",
  "release.not_published": "CONFLICT",
  "release.mismatch": "CONFLICT",
  "rollout.invalid": "BAD_REQUEST",
  "rollout.not_found": "NOT_FOUND",
  "rollout.device_busy": "CONFLICT",
  "rollout.over": "CONFLICT",
  "site.not_found": "NOT_FOUND",
  "site.invalid": "BAD_REQUEST",
  "site.exists": "CONFLICT",
  "site.in_use": "CONFLICT",
  "area.not_found": "NOT_FOUND",
  "area.invalid": "BAD_REQUEST",
  "area.exists": "CONFLICT",
  "area.in_use": "CONFLICT",
  "edge_package.no_gateway": "CONFLICT",
  "edge_package.not_found": "NOT_FOUND",
  "edge_package.no_draft": "NOT_FOUND",
  "edge_package.changed_since": "CONFLICT",
  "edge_package.invalid": "BAD_REQUEST",
  "edge_package.no_source": "NOT_FOUND",
  "edge_package.malformed_csv": "BAD_REQUEST",
  "schema.not_found": "NOT_FOUND",
  "schema.invalid": "BAD_REQUEST",
  "schema.published": "CONFLICT",
  "schema.not_published": "CONFLICT",
  "schema.out_of_order": "CONFLICT",
  "schema.too_many": "FORBIDDEN",
  "quarantine.not_found": "NOT_FOUND",
  "quarantine.correction_refused": "BAD_REQUEST",
  "quarantine.settled": "CONFLICT",
  "completeness.range_invalid": "BAD_REQUEST",
  "point.not_found": "NOT_FOUND",
  "series.range_invalid": "BAD_REQUEST",
  "series.range_too_wide": "BAD_REQUEST",
  "series.too_many_points": "BAD_REQUEST",
  "series.too_many_buckets": "BAD_REQUEST",
  "series.too_many_readings": "BAD_REQUEST",
  "usage.range_invalid": "BAD_REQUEST",
  "export.invalid": "BAD_REQUEST",
  "export.too_large": "PAYLOAD_TOO_LARGE",
  "export.too_many": "TOO_MANY_REQUESTS",
  "export.not_found": "NOT_FOUND",
  "export.not_ready": "CONFLICT",
  "export.done": "CONFLICT",
  "retention.invalid": "BAD_REQUEST",
  "objects.unavailable": "SERVICE_UNAVAILABLE",
  "cursor.invalid": "BAD_REQUEST",
};

/** What a caller learns of an error. */
export type PublicFault = { readonly code: string; readonly message: string };

/** Gives a fault its HTTP status; anything else stays what it is. */
export function toTrpcError(error: TRPCError): TRPCError {
  const { cause } = error;
  if (!(cause instanceof Fault)) return error;
  return new TRPCError({ code: CODES[cause.code] ?? "INTERNAL_SERVER_ERROR", message: cause.publicMessage, cause });
}

/** The public half of an error; an unforeseen one says nothing of its insides. */
export function publicFault(error: TRPCError): PublicFault {
  const { cause } = error;
  if (cause instanceof Fault && cause.code in CODES) return { code: cause.code, message: cause.publicMessage };
  if (error.code === "BAD_REQUEST") return { code: "request.malformed", message: "The request is malformed." };
  if (error.code === "NOT_FOUND") return { code: "route.not_found", message: "There is no such procedure." };
  return { code: "platform.failed", message: "The platform could not answer. Nothing was changed; try again." };
}
