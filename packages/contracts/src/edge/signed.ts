import { z } from "zod";

/**
 * A document that the platform signed: the exact text that was signed travels with its signature, so that nothing has to be
 * spelled again to be verified. Ed25519 (RFC 8032) over `bytesToSign`.
 */
export const Signed = z.object({
  /** Which of the platform's keys: the first 16 hexadecimal digits of the SHA-256 of its SubjectPublicKeyInfo. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  /** Base64. */
  signature: z.base64().length(88),
  /** Canonical JSON. */
  body: z.string(),
});
export type Signed = z.infer<typeof Signed>;

/** A key that the platform signs with. Handed to a device at enrolment, and on request over TLS that the root CA vouches for. */
export const SigningKey = z.object({
  keyId: Signed.shape.keyId,
  /** SubjectPublicKeyInfo, PEM, Ed25519. */
  publicKey: z.string().startsWith("-----BEGIN PUBLIC KEY-----").max(1000),
});
export type SigningKey = z.infer<typeof SigningKey>;

/** 200 of `POST /v1/signing-keys`, whose body is `{}`: the keys that count now. */
export const SigningKeysResponse = z.object({ signingKeys: z.array(SigningKey).min(1).max(16) });
export type SigningKeysResponse = z.infer<typeof SigningKeysResponse>;

export type SignedPurpose = "edge package" | "firmware manifest" | "command rejection" | "edge build";

/** What a signature is over. The prefix keeps a signature made for one purpose from being used for another. */
export const bytesToSign = (purpose: SignedPurpose, body: string): Uint8Array =>
  new TextEncoder().encode(`outstation ${purpose} v1\n${body}`);

/**
 * JSON without spaces whose objects have their keys in the order of their code units (keys that are array indexes first, in
 * their own order, as ECMAScript has it): one spelling for one value.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}
