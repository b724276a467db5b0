import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandSigningKey } from "./command-signing-key";
import { importSigningKey, libraryKey, type SigningKey } from "./signing-key";
import { newSerial, P256, x509 } from "./x509";

export type Authority = {
  readonly certificate: x509.X509Certificate;
  readonly key: SigningKey;
  /** The same in everything it signs. */
  readonly authorityKey: x509.Extension;
};

const YEAR_MS = 365 * 86_400_000;
const CA_USAGE = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;

/**
 * The platform's root and issuing CA from a folder, made there the first time. Keys are PKCS #8, mode 0600. Where a key lives
 * elsewhere, `<name>.sign.json` stands in its place: the command that signs with it, as a JSON array (docs/decisions/0006).
 * An offline root is the operator's to arrange: once the issuing CA is there, the root's key is never read.
 */
export async function openAuthorities(
  folder: string,
  now: number,
): Promise<{ root: x509.X509Certificate; issuing: Authority }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const root = await ensure(folder, "root", () => makeRoot(now));
  const issuing = await ensure(folder, "issuing", async () => makeIssuing(await openKey(folder, "root", root), now));
  return { root, issuing: await openKey(folder, "issuing", issuing) };
}

async function openKey(folder: string, name: string, certificate: x509.X509Certificate): Promise<Authority> {
  const publicKey = await certificate.publicKey.export(P256, ["verify"]);
  const authorityKey = await x509.AuthorityKeyIdentifierExtension.create(publicKey);
  const commandFile = join(folder, `${name}.sign.json`);
  if (existsSync(commandFile)) {
    const key = commandSigningKey(JSON.parse(await readFile(commandFile, "utf8")), publicKey);
    return { certificate, authorityKey, key };
  }
  const pkcs8 = x509.PemConverter.decodeFirst(await readFile(join(folder, `${name}.key`), "utf8"));
  return { certificate, authorityKey, key: await importSigningKey(pkcs8, publicKey) };
}

async function ensure(folder: string, name: string, make: () => Promise<MadeAuthority>): Promise<x509.X509Certificate> {
  const certificateFile = join(folder, `${name}.pem`);
  if (existsSync(certificateFile)) return new x509.X509Certificate(await readFile(certificateFile, "utf8"));
  const { certificate, keys } = await make();
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  await write(join(folder, `${name}.key`), x509.PemConverter.encode(pkcs8, x509.PemConverter.PrivateKeyTag), 0o600);
  await write(certificateFile, certificate.toString("pem"), 0o644);
  return certificate;
}

type MadeAuthority = { readonly certificate: x509.X509Certificate; readonly keys: CryptoKeyPair };

async function makeRoot(now: number): Promise<MadeAuthority> {
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
  return { certificate, keys };
}

async function makeIssuing(root: Authority, now: number): Promise<MadeAuthority> {
  const signing = libraryKey(root.key);
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const template = {
    serialNumber: newSerial(),
    subject: "CN=Outstation issuing 1, O=Outstation",
    issuer: root.certificate.subject,
    notBefore: new Date(now),
    notAfter: new Date(now + 5 * YEAR_MS),
    signingAlgorithm: P256,
    publicKey: keys.publicKey,
    signingKey: signing.handle,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(CA_USAGE, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      root.authorityKey,
    ],
  };
  return { certificate: await x509.X509CertificateGenerator.create(template, signing.crypto), keys };
}

async function write(file: string, text: string, mode: number): Promise<void> {
  await writeFile(`${file}.new`, text, { mode });
  await rename(`${file}.new`, file);
}
