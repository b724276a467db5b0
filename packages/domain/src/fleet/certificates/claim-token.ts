import { createHash, randomBytes } from "node:crypto";

/** `<tenant slug>.<43 characters of base64url>`: 256 random bits, and the tenant to look for them in. */
export function makeClaimToken(tenantSlug: string): string {
  return `${tenantSlug}.${randomBytes(32).toString("base64url")}`;
}

/** The tenant a token names; nothing is granted by naming one. */
export const tenantOfToken = (token: string): string => token.slice(0, token.indexOf("."));

/** What is stored. The token has 256 bits of entropy, so a fast hash is the right one. */
export const hashClaimToken = (token: string): string => createHash("sha256").update(token).digest("hex");
