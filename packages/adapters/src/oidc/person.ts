import type { OidcPerson } from "@outstation/domain/ports";

const NAME_CHARACTERS_MAX = 120;
/** RFC 5321, 4.5.3.1: a path has 256 characters with its brackets. */
const EMAIL_CHARACTERS_MAX = 254;
const EMAIL = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/;

/** What the claims say (OpenID Connect Core, 5.1), as far as it can be believed: another's system wrote them. */
export function toPerson(claims: Readonly<Record<string, unknown>> & { readonly sub: string }): OidcPerson {
  const { email, email_verified, name, auth_time } = claims;
  const address = typeof email === "string" && email.length <= EMAIL_CHARACTERS_MAX && EMAIL.test(email) ? email : null;
  return {
    subject: claims.sub,
    email: address?.toLowerCase() ?? null,
    // A string "true" is what some providers send; the specification says a boolean, and nothing else counts.
    emailVerified: address !== null && email_verified === true,
    name: typeof name === "string" ? name.replaceAll(/\p{C}/gu, "").trim().slice(0, NAME_CHARACTERS_MAX) || null : null,
    authenticatedAt: typeof auth_time === "number" ? auth_time * 1000 : null,
  };
}
