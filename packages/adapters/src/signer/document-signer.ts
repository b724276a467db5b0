import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesToSign } from "@outstation/contracts/edge/signed";
import { keyIdOf } from "@outstation/contracts/edge/verify-signed";
import type { DocumentSigner } from "@outstation/domain/ports";

/**
 * The key that signs what devices are told to do, beside the CA's keys: `documents.key`, PKCS #8, Ed25519, mode 0600, made the
 * first time. It is not the CA's: whoever may say what a gateway runs need not be able to name devices.
 *
 * A key that is to be replaced is renamed `documents.old.key`: it signs nothing any more, and devices still know it.
 */
export async function openDocumentSigner(folder: string): Promise<DocumentSigner> {
  const file = join(folder, "documents.key");
  if (!existsSync(file)) {
    const made = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
    await writeFile(`${file}.new`, made, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
  const key = await readKey(file);
  const oldFile = join(folder, "documents.old.key");
  const old = existsSync(oldFile) ? [(await readKey(oldFile)).signingKey] : [];
  return {
    sign: async (purpose, body) => ({
      keyId: key.signingKey.keyId,
      signature: sign(null, bytesToSign(purpose, body), key.privateKey).toString("base64"),
      body,
    }),
    signingKeys: () => [key.signingKey, ...old],
  };
}

async function readKey(file: string) {
  const privateKey = createPrivateKey(await readFile(file, "utf8"));
  const publicKey = createPublicKey(privateKey);
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { privateKey, signingKey: { keyId: keyIdOf(publicKey), publicKey: pem } };
}
