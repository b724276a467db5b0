import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { RevokedCertificate } from "@outstation/domain/ports";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFileSigner } from "./file-signer";
import { P256, x509 } from "./x509";

// Promise: OpenSSL accepts every list we sign and refuses what is on it, with a key in a file and with one that another
// program holds.

const run = promisify(execFile);
const CRL_URL = "http://crl.example:8081/crl/issuing.crl";
const folder = mkdtempSync(join(tmpdir(), "outstation-crl-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    console.warn("openssl is not installed: skipped what it would say of the lists of revocations");
    return false;
  }
}

const write = (name: string, body: string | Uint8Array) => {
  writeFileSync(join(folder, name), body);
  return join(folder, name);
};

async function newRequest(): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  return (await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 })).toString("pem");
}

describe.skipIf(!hasOpenssl()).each(["a file", "a command"])("with the issuing key in %s", (place) => {
  const ca = join(folder, place);
  let opened: Awaited<ReturnType<typeof openFileSigner>>;
  const issue = async (device: string) =>
    opened.signer.issue({
      certificateRequest: await newRequest(),
      identity: { tenant: "acme", device },
      now: Date.now(),
    });
  const listOf = async (revoked: RevokedCertificate[]) =>
    write("list.crl", await opened.signer.revocationList({ revoked, number: BigInt(Date.now()), now: Date.now() }));

  beforeAll(async () => {
    opened = await openFileSigner(ca, Date.now, CRL_URL);
    if (place === "a command") {
      // The key moves out of the authority's folder; what is left there is how to ask for a signature.
      const key = join(folder, "elsewhere.key");
      execFileSync("mv", [join(ca, "issuing.key"), key]);
      writeFileSync(join(ca, "issuing.sign.json"), JSON.stringify(["openssl", "dgst", "-sha256", "-sign", key]));
      opened = await openFileSigner(ca, Date.now, CRL_URL);
    }
  });

  /** What `openssl verify -crl_check` says of a leaf. */
  async function verify(leaf: string, list: string): Promise<string> {
    const pem = write("list.pem", execFileSync("openssl", ["crl", "-inform", "DER", "-in", list]));
    const args = [
      "verify",
      "-x509_strict",
      "-crl_check",
      "-CRLfile",
      pem,
      "-CAfile",
      write("root.pem", opened.platform.root),
    ];
    return run("openssl", [
      ...args,
      "-untrusted",
      write("issuing.pem", opened.platform.issuing),
      write("leaf.pem", leaf),
    ]).then(
      ({ stdout }) => stdout,
      (reason: { stdout: string; stderr: string }) => reason.stdout + reason.stderr,
    );
  }

  test("openssl accepts what is not on the list and refuses what is, with error 23", async () => {
    const [kept, revoked] = await Promise.all([issue("kept"), issue("revoked")]);
    const list = await listOf([{ serial: revoked.serial, revokedAt: new Date(), reason: "keyCompromise" }]);
    expect(await verify(kept.pem, list)).toMatch(/leaf\.pem: OK/);
    expect(await verify(revoked.pem, list)).toMatch(/error 23 at 0 depth lookup: certificate revoked/);
  });

  test("an empty list is a list", async () => {
    const { pem } = await issue("alone");
    expect(await verify(pem, await listOf([]))).toMatch(/leaf\.pem: OK/);
  });

  test("the list says who signed it, which one it is, where it stands and why each entry is on it", async () => {
    const list = await listOf([
      { serial: "4a".repeat(16), revokedAt: new Date(), reason: "cessationOfOperation" },
      { serial: "4b".repeat(16), revokedAt: new Date(), reason: "unspecified" },
    ]);
    const { stdout } = await run("openssl", ["crl", "-inform", "DER", "-in", list, "-noout", "-text"]);
    expect(stdout).toMatch(/X509v3 Issuing Distribution Point: critical\s+Full Name:\s+URI:http:\/\/crl\.example/);
    expect(stdout).toMatch(/X509v3 CRL Number:/);
    expect(stdout).toMatch(/X509v3 Authority Key Identifier:/);
    expect(stdout.match(/X509v3 CRL Reason Code/g)).toHaveLength(1);
    expect(stdout).toContain("Cessation Of Operation");
    const issuing = write("issuing.pem", opened.platform.issuing);
    const checked = await run("openssl", ["crl", "-inform", "DER", "-in", list, "-noout", "-CAfile", issuing]).catch(
      (reason: { stderr: string }) => reason,
    );
    expect(checked.stderr).toContain("verify OK");
  });

  test("a device's certificate names the address of the list", async () => {
    const { stdout } = await run("openssl", [
      "x509",
      "-noout",
      "-text",
      "-in",
      write("leaf.pem", (await issue("gw")).pem),
    ]);
    expect(stdout).toMatch(
      /X509v3 CRL Distribution Points:\s+Full Name:\s+URI:http:\/\/crl\.example:8081\/crl\/issuing\.crl/,
    );
  });

  test("a list of 5,000 is signed and read", async () => {
    const revoked = Array.from({ length: 5000 }, (_, index) => ({
      serial: `40${index.toString(16).padStart(30, "0")}`,
      revokedAt: new Date(),
      reason: "superseded" as const,
    }));
    const { stdout } = await run(
      "openssl",
      ["crl", "-inform", "DER", "-in", await listOf(revoked), "-noout", "-text"],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    expect(stdout.match(/Serial Number:/g)).toHaveLength(5000);
  });
});

test("a signing command that fails says so and signs nothing", async () => {
  const ca = join(folder, "broken");
  await openFileSigner(ca, Date.now, CRL_URL);
  writeFileSync(join(ca, "issuing.sign.json"), JSON.stringify([process.execPath, "-e", "process.exit(3)"]));
  const { signer } = await openFileSigner(ca, Date.now, CRL_URL);
  const signing = signer.revocationList({ revoked: [], number: 1n, now: Date.now() });
  await expect(signing).rejects.toMatchObject({ code: "signer.unavailable" });
});
