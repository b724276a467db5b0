import type { Claim } from "./claim";

/** A claim as one word of a command line: JSON in base64url. */
export function claimWord({ enrolmentUrl, rootCertificate, token }: Claim): string {
  const bytes = new TextEncoder().encode(JSON.stringify({ enrolmentUrl, rootCertificate, token }));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The one command that takes a device from nothing to its first reading. */
export const commandOf = (kind: "device" | "gateway", claim: Claim): string =>
  `npm run ${kind} -- --claim ${claimWord(claim)}`;
