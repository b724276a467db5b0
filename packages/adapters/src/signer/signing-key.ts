import { P256, x509 } from "./x509";

/**
 * A CA's key, wherever it lives. It is asked to sign and never shown: a file's key and one in a KMS or an HSM look the same
 * from here (`docs/decisions/0006`).
 */
export type SigningKey = {
  /** ECDSA P-256. */
  readonly publicKey: CryptoKey;
  /** Signs the bytes with ECDSA and SHA-256. @returns the signature in DER, as KMS services give it. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
};

const formatter = new x509.AsnEcSignatureFormatter();

/** A key in this process, made from PKCS #8. */
export async function importSigningKey(pkcs8: ArrayBuffer, publicKey: CryptoKey): Promise<SigningKey> {
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, P256, false, ["sign"]);
  return {
    publicKey,
    sign: async (bytes) => {
      const raw = await crypto.subtle.sign(P256, key, bytes as BufferSource);
      const der = formatter.toAsnSignature(key.algorithm, raw);
      if (der === null) throw new Error("the signature is not an ECDSA signature");
      return new Uint8Array(der);
    },
  };
}

/**
 * What the X.509 library needs in order to sign with a key that it cannot hold: a handle that carries the algorithm, and a
 * crypto provider whose `sign` asks the key.
 */
export function libraryKey({ publicKey, sign }: SigningKey): { readonly handle: CryptoKey; readonly crypto: Crypto } {
  const subtle = new Proxy(crypto.subtle, {
    get: (target, name) => {
      if (name === "sign")
        return async (_algorithm: unknown, _handle: unknown, tbs: ArrayBuffer) =>
          formatter.toWebSignature(publicKey.algorithm, (await sign(new Uint8Array(tbs))) as BufferSource);
      const member = Reflect.get(target, name) as unknown;
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  // Only `algorithm` of the handle is ever read.
  return { handle: publicKey, crypto: { ...crypto, subtle } as Crypto };
}
