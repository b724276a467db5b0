import { createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { lateRenewalProof } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import { listRevoked } from "@outstation/db/directory";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actOf } from "../../tenancy/audit";
import { ensureTenant, resumeTenant, suspendTenant } from "../../tenancy/tenants";
import { createDeviceLookup } from "../devices";
import { createClaim } from "./create-claim";
import { enrolDevice } from "./enrol-device";
import { isCertificateActive } from "./is-certificate-active";
import { listCertificates } from "./list-certificates";
import { renewCertificate, renewLate } from "./renew-certificate";
import { openRevocationList } from "./revocation-list";
import { revokeCertificate } from "./revoke-certificates";

// Promise: a certificate is followed by the next one without a gap, also for a device that was away, and a revoked one by none.

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 24);
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const REVOKING = actOf("account:test", "certificate.revoked");

const folder = mkdtempSync(join(tmpdir(), "outstation-renewal-"));
const clock = manualClock(START);
let database: TestDatabase;
let app: Database;
let ingest: Database;
let platform: Database;
let signer: Awaited<ReturnType<typeof openFileSigner>>["signer"];
let tenantId: string;

beforeAll(async () => {
  ({ signer } = await openFileSigner(folder, clock.now));
  database = await createTestDatabase();
  [app, ingest, platform] = await Promise.all([
    openDatabase(database.urls.app, 4),
    openDatabase(database.urls.ingest, 4),
    openDatabase(database.urls.platform, 2),
  ]);
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) =>
    ensureTenant(tx, { slug: "acme", name: "Acme" }),
  );
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close(), platform?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

type Enrolled = {
  identity: { tenant: string; device: string };
  pem: string;
  fingerprintSha256: string;
  serial: string;
  key: string;
};
let device: Enrolled;
let lookup: ReturnType<typeof createDeviceLookup>;
beforeEach(async () => {
  clock.advance(START - clock.now());
  lookup = createDeviceLookup(ingest, clock);
  device = await enrol();
});

async function newRequest() {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" });
  return { pem: request.toString("pem"), key: key.toString() };
}

async function enrol(): Promise<Enrolled> {
  const key = `gw-${newId()}`;
  const { token } = await withTenant(app, tenantId, async (tx) => {
    await tx.rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "gateway" } });
    return createClaim(tx, actOf("account:test", "claim.created"), {
      tenantSlug: "acme",
      deviceKey: key,
      now: clock.now(),
    });
  });
  const request = await newRequest();
  const desk = {
    db: ingest,
    lookup,
    signer,
    brokerUrl: "mqtts://b.example:1",
    renewalUrl: "https://b.example:2",
    now: clock.now(),
  };
  const { certificate } = await enrolDevice(desk, { token, certificateRequest: request.pem });
  return {
    identity: { tenant: "acme", device: key },
    pem: certificate,
    ...(await registered(certificate)),
    key: request.key,
  };
}

async function registered(pem: string) {
  const certificate = new x509.X509Certificate(pem);
  const fingerprintSha256 = Buffer.from(await certificate.getThumbprint("SHA-256")).toString("hex");
  return { fingerprintSha256, serial: certificate.serialNumber };
}

const desk = () => ({ db: ingest, lookup, signer, now: clock.now() });
const renew = (request: string, who: Enrolled = device) => renewCertificate(desk(), who, request);
const isActive = (fingerprint: string) => isCertificateActive(ingest, lookup, device.identity, fingerprint);
const revoke = (serial: string) =>
  revokeCertificate(app, tenantId, REVOKING, { tenantSlug: "acme", serial, reason: "keyCompromise", now: clock.now() });
const late = async (request: string, signedWith: string, certificate = device.pem) =>
  renewLate(desk(), {
    certificate,
    certificateRequest: request,
    proof: sign("sha256", lateRenewalProof(request), signedWith).toString("base64"),
  });

test("before two thirds of its life the renewal is refused, naming the day from which it is not", async () => {
  clock.advance(START + 59 * DAY_MS - clock.now());
  const renewing = renew((await newRequest()).pem);
  await expect(renewing).rejects.toMatchObject({
    code: "renewal.too_early",
    publicMessage: expect.stringMatching(/2027-01-2/),
  });
});

test("from two thirds on it is renewed, and both certificates are good until the old one ends", async () => {
  clock.advance(START + 61 * DAY_MS - clock.now());
  const renewed = await registered((await renew((await newRequest()).pem)).certificate);
  expect(await isActive(device.fingerprintSha256)).toBe(true);
  expect(await isActive(renewed.fingerprintSha256)).toBe(true);
  const lines = (await listCertificates(app, tenantId, clock.now())).filter(
    ({ deviceKey }) => deviceKey === device.identity.device,
  );
  expect(lines.map(({ standing }) => standing)).toEqual(["superseded", "valid"]);
});

test("the same request again, and twice at once, gets the same certificate", async () => {
  clock.advance(START + 61 * DAY_MS - clock.now());
  const { pem } = await newRequest();
  const answers = await Promise.all([renew(pem), renew(pem), renew(pem)]);
  expect(new Set(answers.map(({ certificate }) => certificate)).size).toBe(1);
});

test("a device that was away past the end renews with a signature of its old key, within 30 days", async () => {
  clock.advance(START + 100 * DAY_MS - clock.now());
  const { pem } = await newRequest();
  await expect(renew(pem)).rejects.toMatchObject({ code: "renewal.refused" });
  const renewed = await registered((await late(pem, device.key)).certificate);
  expect(await isActive(renewed.fingerprintSha256)).toBe(true);
  clock.advance(START + 121 * DAY_MS - clock.now());
  await expect(late((await newRequest()).pem, device.key)).rejects.toMatchObject({ code: "renewal.refused" });
});

test("another key's signature, another request's and another device's certificate prove nothing", async () => {
  clock.advance(START + 100 * DAY_MS - clock.now());
  const [mine, other] = await Promise.all([newRequest(), newRequest()]);
  await expect(late(mine.pem, mine.key)).rejects.toMatchObject({ code: "renewal.refused" });
  const proof = sign("sha256", lateRenewalProof(other.pem), device.key).toString("base64");
  const swapped = renewLate(desk(), { certificate: device.pem, certificateRequest: mine.pem, proof });
  await expect(swapped).rejects.toMatchObject({ code: "renewal.refused" });
  const forged = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=acme.${device.identity.device}, O=acme`,
    keys: await crypto.subtle.generateKey(P256, true, ["sign", "verify"]),
    signingAlgorithm: P256,
  });
  await expect(late(mine.pem, mine.key, forged.toString("pem"))).rejects.toMatchObject({ code: "renewal.refused" });
});

test("a revoked certificate is renewed neither in time nor late, is not active, and is on the list", async () => {
  clock.advance(START + 61 * DAY_MS - clock.now());
  await revoke(device.serial);
  expect(await isActive(device.fingerprintSha256)).toBe(false);
  await expect(renew((await newRequest()).pem)).rejects.toMatchObject({ code: "renewal.refused" });
  const { der } = await openRevocationList(ingest, signer, clock.now)();
  expect(new x509.X509Crl(new Uint8Array(der)).entries.map(({ serialNumber }) => serialNumber)).toContain(
    device.serial,
  );
  clock.advance(START + 91 * DAY_MS - clock.now());
  await expect(late((await newRequest()).pem, device.key)).rejects.toMatchObject({ code: "renewal.refused" });
  expect((await listRevoked(ingest, clock.now())).map(({ serial }) => serial)).not.toContain(device.serial);
});

test("revoking twice writes one audit event and one outbox entry", async () => {
  await revoke(device.serial);
  await revoke(device.serial);
  const counts = await withTenant(app, tenantId, async ({ rows }) => [
    await rows.auditEvent.count({ where: { event: "certificate.revoked", subject: device.identity.device } }),
    await rows.outboxEntry.count({
      where: { kind: "certificate.revoked", body: { path: ["serial"], equals: device.serial } },
    }),
  ]);
  expect(counts).toEqual([1, 1]);
});

test("another tenant's certificate is not there to revoke", async () => {
  const globex = await withPlatform(platform, "a second tenant", (tx) =>
    ensureTenant(tx, { slug: "globex", name: "G" }),
  );
  const revoking = revokeCertificate(app, globex, REVOKING, {
    tenantSlug: "globex",
    serial: device.serial,
    reason: "unspecified",
    now: 1,
  });
  await expect(revoking).rejects.toMatchObject({ code: "certificate.not_found" });
  expect(await isActive(device.fingerprintSha256)).toBe(true);
});

test("a suspended tenant's devices are out, and in again when it is resumed", async () => {
  await suspendTenant(platform, actOf("platform:test", "tenant.suspended"), tenantId, "unpaid");
  expect(await isActive(device.fingerprintSha256)).toBe(false);
  clock.advance(START + 61 * DAY_MS - clock.now());
  await expect(renew((await newRequest()).pem)).rejects.toMatchObject({ code: "renewal.refused" });
  await resumeTenant(platform, actOf("platform:test", "tenant.resumed"), tenantId);
  expect(await isActive(device.fingerprintSha256)).toBe(true);
});

test("the list is signed again only when something changed or it is half a day old, and its number grows", async () => {
  const current = openRevocationList(ingest, signer, clock.now);
  const first = await current();
  expect(await current()).toBe(first);
  await revoke(device.serial);
  const second = await current();
  expect(second.number).toBeGreaterThan(first.number);
  clock.advance(START + 13 * 3_600_000 - clock.now());
  expect((await current()).number).toBeGreaterThan(second.number);
});
