import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { fault } from "@outstation/kit/fault";
import { bytesToSign, type Signed, type SignedPurpose, type SigningKey } from "./signed";

/** The id of an Ed25519 public key (SubjectPublicKeyInfo). */
export const keyIdOf = (publicKey: KeyObject): string =>
  createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 16);

/** The SHA-256 of a signed document's text, lower-case hexadecimal: what a device echoes. */
export const sha256OfBody = (body: string): string => createHash("sha256").update(body).digest("hex");

/**
 * The text of a signed document, once its signature is verified.
 * @throws Fault `signature.unknown_key` where none of the keys is the one it names, `signature.invalid`
 */
export function verifySigned(signed: Signed, keys: readonly SigningKey[], purpose: SignedPurpose): string {
  const key = keys.find(({ keyId }) => keyId === signed.keyId);
  if (key === undefined)
    throw fault(
      "signature.unknown_key",
      `The ${purpose} is signed with a key that is not known here: ${signed.keyId}.`,
    );
  const publicKey = createPublicKey(key.publicKey);
  const bytes = bytesToSign(purpose, signed.body);
  const isEd25519 = publicKey.asymmetricKeyType === "ed25519";
  if (
    !isEd25519 ||
    keyIdOf(publicKey) !== signed.keyId ||
    !verify(null, bytes, publicKey, Buffer.from(signed.signature, "base64"))
  )
    throw fault("signature.invalid", `The ${purpose} is not what was signed with the key ${signed.keyId}.`);
  return signed.body;
}
