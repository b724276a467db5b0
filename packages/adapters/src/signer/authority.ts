import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSerial, P256, x509 } from "./x509";

export type Authority = { readonly certificate: x509.X509Certificate; readonly key: CryptoKey };

const YEAR_MS = 365 * 86_400_000;
const CA_USAGE = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;

/**
 * The platform's root and issuing CA from a folder, made there the first time. Keys are PKCS #8, mode 0600.
 * An offline root is the operator's to arrange; the embedded default keeps both.
 */
export async function openAuthorities(folder: string, now: number): Promise<{ root: Authority; issuing: Authority }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const root = await ensure(folder, "root", () => makeRoot(now));
  const issuing = await ensure(folder, "issuing", () => makeIssuing(root, now));
  return { root, issuing };
}

async function ensure(folder: string, name: string, make: () => Promise<Authority>): Promise<Authority> {
  const certificateFile = join(folder, `${name}.pem`);
  const keyFile = join(folder, `${name}.key`);
  if (existsSync(certificateFile)) {
    const certificate = new x509.X509Certificate(await readFile(certificateFile, "utf8"));
    const pkcs8 = x509.PemConverter.decodeFirst(await readFile(keyFile, "utf8"));
    return { certificate, key: await crypto.subtle.importKey("pkcs8", pkcs8, P256, false, ["sign"]) };
  }
  const made = await make();
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", made.key);
  await write(keyFile, x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag), 0o600);
  await write(certificateFile, made.certificate.toString("pem"), 0o644);
  return made;
}

async function makeRoot(now: number): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: "CN=Outstation root, O=Outstation",
    notBefore: new Date(now),
    notAfter: new Date(now + 20 * YEAR_MS),
    signingAlgorithm: P256,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(CA_USAGE, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

async function makeIssuing(root: Authority, now: number): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: "CN=Outstation issuing 1, O=Outstation",
    issuer: root.certificate.subject,
    notBefore: new Date(now),
    notAfter: new Date(now + 5 * YEAR_MS),
    signingAlgorithm: P256,
    publicKey: keys.publicKey,
    signingKey: root.key,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(CA_USAGE, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(root.certificate.publicKey),
    ],
  });
  return { certificate, key: keys.privateKey };
}

async function write(file: string, text: string, mode: number): Promise<void> {
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}
