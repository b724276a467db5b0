import { createHash } from "node:crypto";
import { commonNameOf, type DeviceIdentity, parseCommonName } from "@outstation/contracts/mqtt/identity";
import type { IssuedCertificate } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import type { Authority } from "./authority";
import { distributionPoint } from "./distribution-point";
import { libraryKey } from "./signing-key";
import { newSerial, P256, x509 } from "./x509";

/** `design: wire`: 90 days. */
const DEVICE_LIFE_MS = 90 * 86_400_000;
const SERVER_LIFE_MS = 90 * 86_400_000;
/** A device's clock may be behind ours. */
const BACKDATE_MS = 5 * 60_000;

/**
 * Issues a device's certificate: the key of the request, and nothing else of it.
 * @param crlUrl where whoever checks the certificate finds the list of revocations.
 */
export async function issueDevice(
  issuing: Authority,
  crlUrl: string,
  request: { readonly certificateRequest: string; readonly identity: DeviceIdentity; readonly now: number },
): Promise<IssuedCertificate> {
  const commonName = commonNameOf(request.identity);
  if (parseCommonName(commonName) === null)
    throw fault("certificate_request.invalid", `"${commonName}" cannot be a certificate's name.`);
  const certificate = await issue(issuing, {
    subject: `CN=${commonName}, O=${request.identity.tenant}`,
    publicKey: await provenKey(request.certificateRequest),
    now: request.now,
    lifeMs: DEVICE_LIFE_MS,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true),
      new x509.CRLDistributionPointsExtension([distributionPoint(crlUrl)]),
    ],
  });
  const der = Buffer.from(certificate.rawData);
  return {
    pem: certificate.toString("pem"),
    serial: certificate.serialNumber,
    fingerprintSha256: createHash("sha256").update(der).digest("hex"),
    fingerprintMd5: createHash("md5").update(der).digest("hex"),
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}

/** Issues a certificate for one of the platform's own TLS servers, with a key made here. */
export async function issueServer(
  issuing: Authority,
  server: { readonly hosts: readonly string[]; readonly now: number },
): Promise<{ certificate: string; key: string }> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const names = server.hosts.map((host) => ({ type: isAddress(host) ? "ip" : "dns", value: host }) as const);
  const certificate = await issue(issuing, {
    subject: `CN=${server.hosts[0]}, O=Outstation`,
    publicKey: keys.publicKey,
    now: server.now,
    lifeMs: SERVER_LIFE_MS,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth], true),
      new x509.SubjectAlternativeNameExtension([...names]),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate: certificate.toString("pem"),
    key: x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag),
  };
}

type LeafTemplate = {
  readonly subject: string;
  readonly publicKey: CryptoKey;
  readonly now: number;
  readonly lifeMs: number;
  readonly extensions: readonly x509.Extension[];
};

async function issue(issuing: Authority, leaf: LeafTemplate): Promise<x509.X509Certificate> {
  const signing = libraryKey(issuing.key);
  const template = {
    serialNumber: newSerial(),
    subject: leaf.subject,
    issuer: issuing.certificate.subjectName,
    notBefore: new Date(leaf.now - BACKDATE_MS),
    notAfter: new Date(leaf.now + leaf.lifeMs),
    signingAlgorithm: P256,
    publicKey: leaf.publicKey,
    signingKey: signing.handle,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(leaf.publicKey),
      issuing.authorityKey,
      ...leaf.extensions,
    ],
  };
  return x509.X509CertificateGenerator.create(template, signing.crypto);
}

/** The key of a request that is P-256 and signed with its own private half. */
async function provenKey(certificateRequest: string): Promise<CryptoKey> {
  const invalid = (problem: string, cause?: unknown) =>
    fault("certificate_request.invalid", `The certificate request ${problem}.`, {}, cause);
  let request: x509.Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(certificateRequest);
  } catch (cause) {
    throw invalid("is not PKCS #10 in PEM form", cause);
  }
  const algorithm = request.publicKey.algorithm as Partial<EcKeyAlgorithm>;
  if (algorithm.name !== "ECDSA" || algorithm.namedCurve !== "P-256") throw invalid("must carry an ECDSA P-256 key");
  if (!(await request.verify().catch(() => false))) throw invalid("is not signed with the key it carries");
  return request.publicKey.export(P256, ["verify"]);
}

const isAddress = (host: string) => /^[\d.]+$/.test(host) || host.includes(":");
