import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Signer } from "../../ports";
import { actOf } from "../../tenancy/audit";
import { ensureTenant } from "../../tenancy/tenants";
import { createDeviceLookup, type DeviceLookup } from "../lookup";
import { createClaim } from "./create-claim";
import { enrolDevice } from "./enrol-device";
import { isCertificateActive } from "./is-certificate-active";
import { revokeCertificate } from "./revoke-certificates";

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 86_400_000;
const clock = manualClock(Date.now());

let database: TestDatabase;
let app: Database;
let ingest: Database;
let folder: string;
let signer: Signer;
let documents: Awaited<ReturnType<typeof openFileSigner>>["documents"];
let lookup: DeviceLookup;
const tenants: Record<"acme" | "globex", string> = { acme: "", globex: "" };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "outstation-enrol-"));
  ({ signer, documents } = await openFileSigner(folder, clock.now));
  app = await openDatabase(database.urls.app, 4);
  ingest = await openDatabase(database.urls.ingest, 4);
  const platform = await openDatabase(database.urls.platform, 1);
  await withPlatform(platform, "tenants of the test", async (tx) => {
    for (const slug of ["acme", "globex"] as const) tenants[slug] = await ensureTenant(tx, { slug, name: slug });
  });
  await platform.close();
  lookup = createDeviceLookup(ingest, clock);
});
afterAll(async () => {
  await Promise.all([app.close(), ingest.close()]);
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

// A device of its own for each test, with a claim.
let key: string;
let token: string;
beforeEach(async () => {
  key = `gw-${newId()}`;
  token = await claimFor("acme");
});

async function claimFor(tenantSlug: "acme" | "globex"): Promise<string> {
  const tenantId = tenants[tenantSlug];
  return withTenant(app, tenantId, async (tx) => {
    await tx.rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "gateway" } });
    return (
      await createClaim(tx, actOf("account:test", "claim.created"), { tenantSlug, deviceKey: key, now: clock.now() })
    ).token;
  });
}

async function makeRequest(): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  return (await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 })).toString("pem");
}

const enrol = (certificateRequest: string, claim = token, desk: Partial<Parameters<typeof enrolDevice>[0]> = {}) =>
  enrolDevice(
    {
      db: ingest,
      lookup,
      signer,
      documents,
      brokerUrl: "mqtts://broker.example:8883",
      renewalUrl: "https://broker.example:8444",
      now: clock.now(),
      ...desk,
    },
    { token: claim, certificateRequest },
  );

const whatHappened = () =>
  withTenant(app, tenants.acme, async ({ rows }) => ({
    claims: await rows.claim.findMany({ where: { device: { key } }, select: { usedAt: true, certificateId: true } }),
    certificates: await rows.certificate.count({ where: { device: { key } } }),
    audit: (await rows.auditEvent.findMany({ where: { subject: key, event: "certificate.issued" } })).map(
      ({ actor, after }) => ({ actor, after }),
    ),
  }));
const nothing = { claims: [{ usedAt: null, certificateId: null }], certificates: 0, audit: [] };

async function faultOf(work: Promise<unknown>): Promise<{ code: unknown; publicMessage: unknown }> {
  const reason = await work.then(
    () => new Error("it was not refused"),
    (refused: unknown) => refused,
  );
  const { code, publicMessage } = reason as { code: unknown; publicMessage: unknown };
  return { code, publicMessage };
}

test("a claim gets its device a certificate in its name, the chain and the broker's address; the audit says so", async () => {
  const response = await enrol(await makeRequest());
  expect(response).toMatchObject({ tenant: "acme", device: key, brokerUrl: "mqtts://broker.example:8883" });
  expect(response.chain).toEqual([...signer.chain()]);
  const leaf = new x509.X509Certificate(response.certificate);
  expect(leaf.subjectName.getField("CN")).toEqual([`acme.${key}`]);
  const { claims, certificates, audit } = await whatHappened();
  expect(claims[0]?.usedAt).toEqual(new Date(clock.now()));
  expect(certificates).toBe(1);
  expect(audit).toEqual([{ actor: `device:${key}`, after: { serial: leaf.serialNumber } }]);
  const fingerprint = Buffer.from(await leaf.getThumbprint("SHA-256")).toString("hex");
  expect(await isCertificateActive(ingest, lookup, { tenant: "acme", device: key }, fingerprint)).toBe(true);
  expect(await isCertificateActive(ingest, lookup, { tenant: "globex", device: key }, fingerprint)).toBe(false);
  expect(await isCertificateActive(ingest, lookup, { tenant: "acme", device: "other" }, fingerprint)).toBe(false);
});

test("the same request again, after an answer that got lost, gets the same certificate and makes no second", async () => {
  const request = await makeRequest();
  const first = await enrol(request);
  expect(await enrol(request)).toEqual(first);
  expect(await whatHappened()).toMatchObject({ certificates: 1, audit: [{}] });
});

test("a claim works once: another request with the same token is refused", async () => {
  await enrol(await makeRequest());
  await expect(enrol(await makeRequest())).rejects.toMatchObject({ code: "claim.refused" });
  expect(await whatHappened()).toMatchObject({ certificates: 1, audit: [{}] });
});

test("of two devices with the same token at once, one is enrolled", async () => {
  const requests = await Promise.all([makeRequest(), makeRequest(), makeRequest()]);
  const outcomes = await Promise.allSettled(requests.map((request) => enrol(request)));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await whatHappened()).toMatchObject({ certificates: 1, audit: [{}] });
});

test("a certificate that was revoked is not handed out again, and its claim is refused like any other", async () => {
  const request = await makeRequest();
  await enrol(request);
  await revokeAll();
  await expect(enrol(request)).rejects.toMatchObject({ code: "claim.refused" });
});

async function revokeAll(): Promise<void> {
  const act = actOf("account:test", "certificate.revoked");
  const certificates = await withTenant(app, tenants.acme, ({ rows }) => rows.certificate.findMany());
  for (const { serial } of certificates)
    await revokeCertificate(app, tenants.acme, act, {
      tenantSlug: "acme",
      serial,
      reason: "keyCompromise",
      now: clock.now(),
    });
}

test("a token that is used, too old, unknown or of another tenant gets one and the same answer", async () => {
  const request = await makeRequest();
  const used = token;
  await enrol(await makeRequest(), used);
  const old = await (async () => {
    key = `gw-${newId()}`;
    return claimFor("acme");
  })();
  const secret = token.slice(token.indexOf(".") + 1);
  const refusals = await Promise.all([
    faultOf(enrol(request, used)),
    faultOf(enrol(request, old, { now: clock.now() + DAY_MS })),
    faultOf(enrol(request, `acme.${"A".repeat(43)}`)),
    faultOf(enrol(request, `globex.${secret}`)),
    faultOf(enrol(request, `nobody.${secret}`)),
    faultOf(enrol(request, secret)),
    faultOf(enrol(request, "")),
  ]);
  expect(refusals[0]?.code).toBe("claim.refused");
  expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
});

test("another tenant's name before a fresh token opens nothing, and the token stays good", async () => {
  const secret = token.slice(token.indexOf(".") + 1);
  await expect(enrol(await makeRequest(), `globex.${secret}`)).rejects.toMatchObject({ code: "claim.refused" });
  expect(await whatHappened()).toEqual(nothing);
  await enrol(await makeRequest());
});

test("a claim lasts 24 hours and not a millisecond more", async () => {
  const request = await makeRequest();
  await expect(enrol(request, token, { now: clock.now() + DAY_MS })).rejects.toMatchObject({ code: "claim.refused" });
  await enrol(request, token, { now: clock.now() + DAY_MS - 1 });
});

test("a request that is refused leaves the claim unspent", async () => {
  await expect(enrol("-----BEGIN CERTIFICATE REQUEST-----")).rejects.toMatchObject({
    code: "certificate_request.invalid",
  });
  expect(await whatHappened()).toEqual(nothing);
  await enrol(await makeRequest());
});

test("a signer that is away leaves the claim unspent and nothing written", async () => {
  const away: Signer = {
    ...signer,
    issue: () => Promise.reject(fault("signer.unavailable", "The authority is away.")),
  };
  const request = await makeRequest();
  await expect(enrol(request, token, { signer: away })).rejects.toMatchObject({ code: "signer.unavailable" });
  expect(await whatHappened()).toEqual(nothing);
  await enrol(request);
});

test("where the certificate cannot be kept, nothing is: certificate, claim and audit are one transaction", async () => {
  const taken = await signer.issue({
    certificateRequest: await makeRequest(),
    identity: { tenant: "acme", device: key },
    now: clock.now(),
  });
  const repeating: Signer = { ...signer, issue: () => Promise.resolve(taken) };
  await enrol(await makeRequest(), token, { signer: repeating });
  key = `gw-${newId()}`;
  const other = await claimFor("acme");
  await expect(enrol(await makeRequest(), other, { signer: repeating })).rejects.toThrow(/[Uu]nique/);
  expect(await whatHappened()).toEqual(nothing);
});

test("no token is stored: its hash is", async () => {
  const stored = await withTenant(app, tenants.acme, ({ rows }) => rows.claim.findMany({ where: { device: { key } } }));
  expect(JSON.stringify(stored)).not.toContain(token.slice(token.indexOf(".") + 1));
});

test("a claim for a device that is not there is refused", async () => {
  const making = withTenant(app, tenants.globex, (tx) =>
    createClaim(tx, actOf("account:test", "claim.created"), { tenantSlug: "globex", deviceKey: key, now: clock.now() }),
  );
  await expect(making).rejects.toMatchObject({ code: "device.not_found" });
});
