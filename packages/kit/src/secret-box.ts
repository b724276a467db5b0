import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { fault } from "./fault";

/** Seals secrets that must be read again, such as a TOTP seed: AES-256-GCM under a key that the database does not have. */
export type SecretBox = {
  /** @param purpose binds the box to its use: opened for another, it does not open. */
  seal(secret: string, purpose: string): Uint8Array<ArrayBuffer>;
  /** @throws Fault `secret.unreadable` */
  open(sealed: Uint8Array, purpose: string): string;
};

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param key 32 bytes in base64 or hexadecimal. @throws Fault `secret.bad_key` */
export function openSecretBox(key: string): SecretBox {
  const bytes = Buffer.from(key, /^[0-9a-f]{64}$/i.test(key) ? "hex" : "base64");
  if (bytes.length !== KEY_BYTES)
    throw fault("secret.bad_key", "SECRETS_KEY must be 32 bytes in base64 or hexadecimal.");
  return {
    seal: (secret, purpose) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", bytes, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    open: (sealed, purpose) => {
      const all = Buffer.from(sealed);
      try {
        const decipher = createDecipheriv("aes-256-gcm", bytes, all.subarray(0, NONCE_BYTES));
        decipher.setAAD(Buffer.from(purpose)).setAuthTag(all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([decipher.update(all.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
          "utf8",
        );
      } catch (cause) {
        throw fault("secret.unreadable", "A sealed secret cannot be opened with this key.", { purpose }, cause);
      }
    },
  };
}
