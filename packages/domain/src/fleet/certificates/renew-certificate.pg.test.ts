import { createPrivateKey, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { lateRenewalProof } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { RevocationReason } from "../../ports";
import { actOf } from "../../tenancy/audit";
import { ensureTenant, resumeTenant, suspendTenant } from "../../tenancy/tenants";
import { createDeviceLookup } from "../lookup";
import { createClaim } from "./create-claim";
import { enrolDevice } from "./enrol-device";
import { isCertificateActive } from "./is-certificate-active";
import { countCertificates, listCertificates } from "./list-certificates";
import { renewCertificate, renewLate } from "./renew-certificate";
import { openRevocationList } from "./revocation-list";
import { revokeCertificate, revokeCertificates } from "./revoke-certificates";

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
let documents: Awaited<ReturnType<typeof openFileSigner>>["documents"];
let tenantId: string;

beforeAll(async () => {
  ({ signer, documents } = await openFileSigner(folder, clock.now));
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
    documents,
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
const revoke = (serial: string, reason: RevocationReason = "superseded") =>
  revokeCertificate(app, tenantId, REVOKING, { tenantSlug: "acme", serial, reason, now: clock.now() });
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
  // One list after its end still names it (RFC 5280, 3.3); those of the days after do not.
  const onList = async () => (await openRevocationList(ingest, signer, clock.now)()).der;
  const isNamed = (der: Uint8Array) =>
    new x509.X509Crl(new Uint8Array(der)).entries.some(({ serialNumber }) => serialNumber === device.serial);
  clock.advance(START + 90.5 * DAY_MS - clock.now());
  expect(isNamed(await onList())).toBe(true);
  clock.advance(START + 92 * DAY_MS - clock.now());
  expect(isNamed(await onList())).toBe(false);
});

test("what was renewed with a key that others have goes with it; what merely followed stays", async () => {
  clock.advance(START + 61 * DAY_MS - clock.now());
  const stolen = await registered((await renew((await newRequest()).pem)).certificate);
  const own = await registered((await renew((await newRequest()).pem)).certificate);
  await revoke(device.serial, "superseded");
  expect([await isActive(stolen.fingerprintSha256), await isActive(own.fingerprintSha256)]).toEqual([true, true]);
  await revoke(device.serial, "keyCompromise");
  expect([await isActive(stolen.fingerprintSha256), await isActive(own.fingerprintSha256)]).toEqual([false, false]);
});

test("a renewal and a revocation at once leave no active certificate behind, in whichever order they come", async () => {
  clock.advance(START + 61 * DAY_MS - clock.now());
  const requests = await Promise.all([newRequest(), newRequest()]);
  const [first, , second] = await Promise.allSettled([
    renew(requests[0].pem),
    revoke(device.serial, "keyCompromise"),
    renew(requests[1].pem),
  ]);
  for (const outcome of [first, second]) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "renewal.refused" });
  }
  const active = await withTenant(app, tenantId, ({ rows }) =>
    rows.certificate.count({ where: { device: { key: device.identity.device }, status: "active" } }),
  );
  expect(active).toBe(0);
});

test("many are revoked together or not at all", async () => {
  const other = await enrol();
  const revokeBoth = (...serials: string[]) =>
    revokeCertificates(app, tenantId, REVOKING, {
      tenantSlug: "acme",
      serials,
      reason: "cessationOfOperation",
      now: clock.now(),
    });
  await expect(revokeBoth(device.serial, "00".repeat(16))).rejects.toMatchObject({ code: "certificate.not_found" });
  expect(await isActive(device.fingerprintSha256)).toBe(true);
  expect(await revokeBoth(device.serial, other.serial)).toBe(2);
  expect(await isActive(device.fingerprintSha256)).toBe(false);
  expect(await revokeBoth(device.serial, other.serial)).toBe(0);
});

test("a retired device's certificate is neither active nor renewed", async () => {
  await withTenant(app, tenantId, ({ rows }) =>
    rows.device.updateMany({ where: { tenantId, key: device.identity.device }, data: { status: "retired" } }),
  );
  expect(await isActive(device.fingerprintSha256)).toBe(false);
  clock.advance(START + 61 * DAY_MS - clock.now());
  await expect(renew((await newRequest()).pem)).rejects.toMatchObject({ code: "renewal.refused" });
  clock.advance(START + 91 * DAY_MS - clock.now());
  await expect(late((await newRequest()).pem, device.key)).rejects.toMatchObject({ code: "renewal.refused" });
});

test("the overview counts what is overdue and what ended, by the newest certificate of each device", async () => {
  const globex = await withPlatform(platform, "a tenant to count", (tx) =>
    ensureTenant(tx, { slug: "countable", name: "C" }),
  );
  const certificate = (deviceId: string, startedDaysAgo: number) => ({
    tenantId: globex,
    id: newId(),
    deviceId,
    status: "active",
    serial: newId().replaceAll("-", ""),
    fingerprintSha256: newId(),
    fingerprintMd5: newId(),
    pem: "",
    notBefore: new Date(clock.now() - startedDaysAgo * DAY_MS),
    notAfter: new Date(clock.now() + (90 - startedDaysAgo) * DAY_MS),
  });
  const startedDaysAgo = [[10], [65], [80], [100], [85, 5]];
  await withTenant(ingest, globex, async ({ rows }) => {
    for (const starts of startedDaysAgo) {
      const id = newId();
      await withTenant(app, globex, (tx) =>
        tx.rows.device.create({ data: { tenantId: globex, id, key: id, name: id, type: "gateway" } }),
      );
      for (const days of starts) await rows.certificate.create({ data: certificate(id, days) });
    }
  });
  expect(await countCertificates(app, globex, clock.now())).toEqual({
    valid: 2,
    due: 1,
    overdue: 1,
    expired: 1,
    superseded: 1,
    revoked: 0,
  });
  const [ended] = await listCertificates(app, globex, clock.now());
  expect(ended).toMatchObject({ standing: "expired", daysLeft: -10 });
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
