import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openCertificateRequest, openDeviceKey, openNextKey } from "./device-key";

// Promise: OpenSSL accepts the keys and requests that a device makes.

const folder = mkdtempSync(join(tmpdir(), "outstation-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    console.warn("openssl is not installed: skipped what it would say of a device's keys and requests");
    return false;
  }
}

/** What openssl answers, both channels together: `req -verify` says its verdict on the second. */
const openssl = (input: string, ...args: string[]) =>
  execFileSync("sh", ["-c", 'exec openssl "$@" 2>&1', "sh", ...args], { input, encoding: "utf8" });

test.skipIf(!hasOpenssl())("openssl finds key and request sound, of enrolment and of renewal", async () => {
  const first = await openDeviceKey(folder);
  const next = await openNextKey(folder);
  const pairs = [
    { key: first, request: await openCertificateRequest(folder, first) },
    { key: next.privateKey, request: next.certificateRequest },
  ];
  for (const { key, request } of pairs) {
    expect(openssl(key, "pkey", "-check", "-noout")).toMatch(/Key is valid/);
    const text = openssl(request, "req", "-verify", "-noout", "-text");
    expect(text).toMatch(/self-signature verify OK/i);
    expect(text).toContain("ASN1 OID: prime256v1");
    expect(text).toContain("Signature Algorithm: ecdsa-with-SHA256");
    expect(openssl(request, "req", "-pubkey", "-noout")).toBe(openssl(key, "pkey", "-pubout"));
  }
  expect(openssl(first, "pkey", "-pubout")).not.toBe(openssl(next.privateKey, "pkey", "-pubout"));
});
