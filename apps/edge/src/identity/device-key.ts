import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto, X509Certificate } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { readIfThere, writeDurably } from "./durable-file";

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };

/**
 * The device's private key (ECDSA P-256, PKCS #8 PEM), made on the first call and kept in `device-key.pem`, mode 0600.
 * It never leaves the device: enrolment sends a certificate request that proves its possession.
 */
export async function openDeviceKey(dataDir: string): Promise<string> {
  const file = keyFile(dataDir);
  const kept = await readIfThere(file);
  if (kept !== null) return kept;
  const pem = makeKey();
  await writeDurably(file, pem, 0o600);
  return pem;
}

const keyFile = (dataDir: string) => join(dataDir, "device-key.pem");
const requestFile = (dataDir: string) => join(dataDir, "certificate-request.pem");
const nextFile = (dataDir: string) => join(dataDir, "next-key.json");

const makeKey = (): string =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/**
 * The PKCS #10 request (PEM) for this key, kept in `certificate-request.pem`. The platform takes the name from the claim, not
 * from here. It recognises a repeated request by its bytes, and an ECDSA signature differs each time it is made: without
 * the kept one, an answer lost in a crash could never be had again.
 */
export async function openCertificateRequest(dataDir: string, privateKeyPem: string): Promise<string> {
  const file = requestFile(dataDir);
  const kept = await readIfThere(file);
  if (kept !== null) return kept;
  const pem = await certificateRequest(privateKeyPem);
  await writeDurably(file, pem, 0o600);
  return pem;
}

export type NextKey = { readonly privateKey: string; readonly certificateRequest: string };

/**
 * The key of the coming certificate and its request, kept in `next-key.json` until that certificate is ours: a renewal whose
 * answer got lost is asked for again with the same bytes.
 */
export async function openNextKey(dataDir: string): Promise<NextKey> {
  const kept = await readIfThere(nextFile(dataDir));
  if (kept !== null) return JSON.parse(kept) as NextKey;
  const privateKey = makeKey();
  const next: NextKey = { privateKey, certificateRequest: await certificateRequest(privateKey) };
  await writeDurably(nextFile(dataDir), JSON.stringify(next), 0o600);
  return next;
}

/**
 * Makes the next key the device's own where the certificate in use is already for it. The certificate is what decides: it was
 * replaced in one rename, so a crash before, between or after these steps leaves a pair that belongs together.
 */
export async function settleNextKey(dataDir: string, certificate: string): Promise<void> {
  const kept = await readIfThere(nextFile(dataDir));
  if (kept === null) return;
  const next = JSON.parse(kept) as NextKey;
  if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(next.privateKey))) return;
  await writeDurably(requestFile(dataDir), next.certificateRequest, 0o600);
  await writeDurably(keyFile(dataDir), next.privateKey, 0o600);
  await rm(nextFile(dataDir));
}

export async function certificateRequest(privateKeyPem: string): Promise<string> {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const keys = {
    privateKey: await webcrypto.subtle.importKey(
      "pkcs8",
      privateKey.export({ type: "pkcs8", format: "der" }),
      ECDSA,
      false,
      ["sign"],
    ),
    publicKey: await webcrypto.subtle.importKey(
      "spki",
      publicKey.export({ type: "spki", format: "der" }),
      ECDSA,
      true,
      ["verify"],
    ),
  };
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: "CN=outstation-device", keys, signingAlgorithm: { name: "ECDSA", hash: "SHA-256" } },
    webcrypto as Crypto,
  );
  return request.toString("pem");
}
