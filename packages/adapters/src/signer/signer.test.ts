import { execFileSync } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFileSigner } from "./file-signer";
import { P256, x509 } from "./x509";

const DAY_MS = 86_400_000;
const identity = { tenant: "acme", device: "gw-1" };

let folder: string;
let opened: Awaited<ReturnType<typeof openFileSigner>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-signer-"));
  opened = await openFileSigner(join(folder, "ca"), Date.now);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Algorithm = EcKeyGenParams & { hash: string };
const makeKeys = (algorithm: Algorithm | RsaHashedKeyGenParams) =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

async function makeRequest(
  algorithm: Algorithm | (RsaHashedKeyGenParams & { hash: string }) = P256,
  keys?: CryptoKeyPair,
): Promise<x509.Pkcs10CertificateRequest> {
  return x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=globex.other, O=globex",
    keys: keys ?? (await makeKeys(algorithm)),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 3, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: "broker.example" }]),
    ],
  });
}

const issue = async (request: { toString(format: "pem"): string }, now = Date.now()) =>
  opened.signer.issue({ certificateRequest: request.toString("pem"), identity, now });

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    console.warn("openssl is not installed, so its opinion of the certificates is not asked");
    return false;
  }
}

/** What `openssl verify` says of a leaf under the signer's own root and issuing CA. */
function opensslVerify(leaf: string, purpose: string): string {
  const write = (name: string, pem: string) => {
    writeFileSync(join(folder, name), pem);
    return join(folder, name);
  };
  const root = write("root.pem", opened.platform.root);
  const issuing = write("issuing.pem", opened.platform.issuing);
  const file = write("leaf.pem", leaf);
  const checks = ["-x509_strict", "-check_ss_sig", "-purpose", purpose, "-CAfile", root, "-untrusted", issuing];
  try {
    return execFileSync("openssl", ["verify", ...checks, file], { encoding: "utf8", stdio: "pipe" });
  } catch (reason) {
    return (reason as { stderr: string }).stderr;
  }
}

const openssl = test.skipIf(!hasOpenssl());

openssl(
  "openssl accepts the root, and the issuing CA under it, as authorities that sign certificates and lists",
  () => {
    const file = (name: string, pem: string) => {
      writeFileSync(join(folder, name), pem);
      return join(folder, name);
    };
    const ask = (...args: string[]) => execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
    const root = file("root.pem", opened.platform.root);
    const issuing = file("issuing.pem", opened.platform.issuing);
    for (const certificate of [root, issuing])
      expect(ask("verify", "-x509_strict", "-check_ss_sig", "-CAfile", root, certificate)).toMatch(/: OK/);
    for (const [certificate, pathLength] of [
      [root, 1],
      [issuing, 0],
    ] as const) {
      const text = ask("x509", "-in", certificate, "-noout", "-text", "-purpose");
      expect(text).toMatch(new RegExp(`Basic Constraints: critical\\s+CA:TRUE, pathlen:${pathLength}`));
      expect(text).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\s/);
      expect(text).toMatch(/ASN1 OID: prime256v1/);
    }
  },
);

openssl("openssl finds the key of the issuing CA and of a server sound, and theirs", async () => {
  const server = await opened.platform.serverFor(["localhost"]);
  const issuingKey = readFileSync(join(folder, "ca", "issuing.key"), "utf8");
  for (const [key, certificate] of [
    [server.key, server.certificate],
    [issuingKey, opened.platform.issuing],
  ] as const) {
    const ask = (input: string, ...args: string[]) =>
      execFileSync("openssl", args, { encoding: "utf8", input, stdio: "pipe" });
    expect(ask(key, "pkey", "-check", "-pubout")).toContain("Key is valid");
    expect(ask(key, "pkey", "-pubout")).toBe(ask(certificate, "x509", "-noout", "-pubkey"));
  }
});

openssl("openssl accepts a device's certificate as a TLS client and as nothing else", async () => {
  const { pem } = await issue(await makeRequest());
  expect(opensslVerify(pem, "sslclient")).toMatch(/leaf\.pem: OK/);
  expect(opensslVerify(pem, "sslserver")).toMatch(/unsuitable certificate purpose|unsupported certificate purpose/);
});

openssl("openssl accepts a server's certificate as a TLS server and as nothing else", async () => {
  const { certificate } = await opened.platform.serverFor(["localhost", "127.0.0.1"]);
  expect(opensslVerify(certificate, "sslserver")).toMatch(/leaf\.pem: OK/);
  expect(opensslVerify(certificate, "sslclient")).toMatch(
    /unsuitable certificate purpose|unsupported certificate purpose/,
  );
});

openssl("openssl refuses a certificate of another authority that carries the same names", async () => {
  const other = await openFileSigner(join(folder, "other"), Date.now);
  const request = (await makeRequest()).toString("pem");
  const { pem } = await other.signer.issue({ certificateRequest: request, identity, now: Date.now() });
  expect(opensslVerify(pem, "sslclient")).not.toMatch(/leaf\.pem: OK/);
});

test("of a request only the key counts: its subject and extensions are ignored", async () => {
  const request = await makeRequest();
  const { pem } = await issue(request);
  const leaf = new x509.X509Certificate(pem);
  expect(leaf.subjectName.getField("CN")).toEqual(["acme.gw-1"]);
  expect(leaf.subjectName.getField("O")).toEqual(["acme"]);
  expect(leaf.getExtension(x509.SubjectAlternativeNameExtension)).toBeNull();
  expect(leaf.getExtension(x509.BasicConstraintsExtension)?.ca).toBe(false);
  expect(leaf.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual([x509.ExtendedKeyUsage.clientAuth]);
  expect(Buffer.from(leaf.publicKey.rawData).equals(Buffer.from(request.publicKey.rawData))).toBe(true);
});

test("a device's certificate lives for 90 days and says so in what is returned", async () => {
  const now = Date.UTC(2026, 10, 24);
  const { notBefore, notAfter, fingerprintSha256, pem, serial } = await issue(await makeRequest(), now);
  expect(notAfter.getTime()).toBe(now + 90 * DAY_MS);
  expect(notBefore.getTime()).toBeLessThan(now);
  const leaf = new x509.X509Certificate(pem);
  expect(Buffer.from(await leaf.getThumbprint("SHA-256")).toString("hex")).toBe(fingerprintSha256);
  expect(leaf.serialNumber).toBe(serial);
});

test("serials are 128 bits, positive, and never the same", async () => {
  const request = await makeRequest();
  const serials = await Promise.all(Array.from({ length: 20 }, async () => (await issue(request)).serial));
  expect(new Set(serials).size).toBe(20);
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
});

test.each<[string, () => Promise<string>]>([
  [
    "an RSA key",
    async () => {
      const rsa = {
        name: "RSASSA-PKCS1-v1_5",
        hash: "SHA-256",
        modulusLength: 2048,
        publicExponent: Uint8Array.of(1, 0, 1),
      };
      return (await makeRequest(rsa)).toString("pem");
    },
  ],
  [
    "a P-384 key",
    async () => (await makeRequest({ name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" })).toString("pem"),
  ],
  [
    "a signature by another key",
    async () => {
      const mine = await makeKeys(P256);
      const victims = await makeKeys(P256);
      const forged = await makeRequest(P256, { publicKey: victims.publicKey, privateKey: mine.privateKey });
      return forged.toString("pem");
    },
  ],
  [
    "a changed subject",
    async () => {
      const der = Buffer.from((await makeRequest()).rawData);
      der.write("globex.0ther", der.indexOf("globex.other"), "latin1");
      return new x509.Pkcs10CertificateRequest(der).toString("pem");
    },
  ],
  ["text", async () => "hello"],
  ["an empty frame", async () => "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----"],
  ["a certificate", async () => (await issue(await makeRequest())).pem],
])("a request with %s is refused", async (_problem, make) => {
  const request = opened.signer.issue({ certificateRequest: await make(), identity, now: Date.now() });
  await expect(request).rejects.toMatchObject({ code: "certificate_request.invalid" });
});

test.each([
  { tenant: "acme", device: "+" },
  { tenant: "acme", device: "#" },
  { tenant: "acme", device: "a/b" },
  { tenant: "acme", device: "gw, O=globex" },
  { tenant: "+", device: "gw-1" },
])("no certificate is made in the name of %j", async (wild) => {
  const certificateRequest = (await makeRequest()).toString("pem");
  const issuing = opened.signer.issue({ certificateRequest, identity: wild, now: Date.now() });
  await expect(issuing).rejects.toMatchObject({ code: "certificate_request.invalid" });
});

test("the folder opened again is the same authority", async () => {
  const again = await openFileSigner(join(folder, "ca"), Date.now);
  expect(again.signer.chain()).toEqual(opened.signer.chain());
  const certificateRequest = (await makeRequest()).toString("pem");
  const { pem } = await again.signer.issue({ certificateRequest, identity, now: Date.now() });
  const issuing = new x509.X509Certificate(opened.platform.issuing);
  expect(await new x509.X509Certificate(pem).verify({ publicKey: issuing.publicKey })).toBe(true);
});

test("only the owner of the process reads the private keys", () => {
  const ca = join(folder, "ca");
  const keys = readdirSync(ca).filter((name) => name.includes(".key"));
  expect(keys.sort()).toEqual(["documents.key", "issuing.key", "root.key"]);
  for (const name of keys) expect(statSync(join(ca, name)).mode & 0o777).toBe(0o600);
  expect(statSync(ca).mode & 0o777).toBe(0o700);
});
