import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { join } from "node:path";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { readIfThere, writeDurably } from "./durable-file";

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };

/**
 * The device's private key (ECDSA P-256, PKCS #8 PEM), made on the first call and kept in `device-key.pem`, mode 0600.
 * It never leaves the device: enrolment sends a certificate request that proves its possession.
 */
export async function openDeviceKey(dataDir: string): Promise<string> {
  const file = join(dataDir, "device-key.pem");
  const kept = await readIfThere(file);
  if (kept !== null) return kept;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await writeDurably(file, pem, 0o600);
  return pem;
}

/**
 * The PKCS #10 request (PEM) for this key, kept in `certificate-request.pem`. The platform takes the name from the claim, not
 * from here. It recognises a repeated request by its bytes, and an ECDSA signature differs each time it is made: without
 * the kept one, an answer lost in a crash could never be had again.
 */
export async function openCertificateRequest(dataDir: string, privateKeyPem: string): Promise<string> {
  const file = join(dataDir, "certificate-request.pem");
  const kept = await readIfThere(file);
  if (kept !== null) return kept;
  const pem = await certificateRequest(privateKeyPem);
  await writeDurably(file, pem, 0o600);
  return pem;
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
