// The library resolves its parts through reflect-metadata, which must be loaded first.
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto as Crypto);

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** PEM. */
export type Credentials = { readonly cert: string; readonly key: string };
export type KeyRequest = { readonly keys: CryptoKeyPair; readonly certificateRequest: string; readonly key: string };

const keyPem = async (keys: CryptoKeyPair) =>
  x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), x509.PemConverter.PrivateKeyTag);

/** A new key and a request for it. @param commonName what the request says it is for. */
export async function newKeyRequest(commonName?: string): Promise<KeyRequest> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    ...(commonName === undefined ? {} : { name: new x509.Name([{ CN: [{ utf8String: commonName }] }]) }),
    keys,
    signingAlgorithm: P256,
  });
  return { keys, certificateRequest: request.toString("pem"), key: await keyPem(keys) };
}

/** An authority that nobody appointed, which looks like ours to whoever reads names only. */
export async function foreignAuthority(): Promise<{ forge(commonNames: readonly string[]): Promise<Credentials> }> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const name = "CN=Outstation issuing 1, O=Outstation";
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ serialNumber: randomBytes(8).toString("hex"), name, ...validity, signingAlgorithm: P256, keys },
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    forge: async (commonNames) => {
      const leaf = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: randomBytes(8).toString("hex"),
        subject: new x509.Name(commonNames.map((CN) => ({ CN: [{ utf8String: CN }] }))),
        issuer: authority.subject,
        ...validity,
        ...{ signingAlgorithm: P256, publicKey: leaf.publicKey, signingKey: keys.privateKey },
        extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true)],
      });
      return { cert: `${certificate.toString("pem")}\n${authority.toString("pem")}`, key: await keyPem(leaf) };
    },
  };
}

/** A certificate that vouches for itself. */
export async function selfSigned(commonNames: readonly string[]): Promise<Credentials> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomBytes(8).toString("hex"),
    name: new x509.Name(commonNames.map((CN) => ({ CN: [{ utf8String: CN }] }))),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: P256,
    keys,
  });
  return { cert: certificate.toString("pem"), key: await keyPem(keys) };
}

/** Where a certificate says that the list of revocations is (RFC 5280, 4.2.1.13), or null. */
export function revocationUrlOf(certificate: string): string | null {
  const points = new x509.X509Certificate(certificate).getExtension(x509.CRLDistributionPointsExtension);
  const names = points?.distributionPoints.flatMap(({ distributionPoint }) => distributionPoint?.fullName ?? []) ?? [];
  return names.find(({ uniformResourceIdentifier }) => uniformResourceIdentifier)?.uniformResourceIdentifier ?? null;
}
