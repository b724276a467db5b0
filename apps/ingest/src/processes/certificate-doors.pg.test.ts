import { execFile, execFileSync } from "node:child_process";
import { createPrivateKey, sign, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { EnrolmentResponse, lateRenewalProof, RenewalResponse } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import {
  createClaim,
  enrolDevice,
  openRevocationList,
  renewCertificate,
  renewLate,
  reportEnrolmentStep,
  revokeCertificate,
} from "@outstation/domain/fleet/certificates";
import { createDeviceLookup } from "@outstation/domain/fleet/lookup";
import { actOf } from "@outstation/domain/tenancy/audit";
import { ensureTenant } from "@outstation/domain/tenancy/tenants";
import { manualClock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { crl } from "./crl";
import { enrolment } from "./enrolment";
import type { Process } from "./process";
import { renewal } from "./renewal";

// Promise: the doors for certificates open to whom they should over real TLS, and to nobody else; what they hand out, and the
// list of what was revoked, is what OpenSSL takes it for.

const DAY_MS = 86_400_000;
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const folder = mkdtempSync(join(tmpdir(), "outstation-doors-"));
const clock = manualClock(Date.now());
const logger = createLogger("test", "silent");

let database: TestDatabase;
let app: Database;
let ingest: Database;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let ports: Awaited<ReturnType<typeof freePorts>>;
let tenantId: string;
let processes: Process[] = [];

beforeAll(async () => {
  ports = await freePorts();
  const crlUrl = `http://127.0.0.1:${ports.crl}/crl/issuing.crl`;
  pki = await openFileSigner(join(folder, "ca"), () => Date.now() - 200 * DAY_MS, crlUrl);
  database = await createTestDatabase();
  [app, ingest] = await Promise.all([openDatabase(database.urls.app, 4), openDatabase(database.urls.ingest, 4)]);
  const platform = await openDatabase(database.urls.platform, 1);
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) =>
    ensureTenant(tx, { slug: "acme", name: "Acme" }),
  );
  await platform.close();
  await open();
});
afterAll(async () => {
  for (const each of processes) await each.stop();
  await Promise.all([app?.close(), ingest?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => clock.advance(Date.now() - clock.now()));

async function open(): Promise<void> {
  const lookup = createDeviceLookup(ingest, clock);
  const { signer, documents } = pki;
  // The authority is old, this server's certificate is not.
  const { platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const tls = await platform.serverFor(["127.0.0.1"]);
  const desk = () => ({ db: ingest, lookup, signer, now: clock.now() });
  const host = "127.0.0.1";
  const addresses = { brokerUrl: `mqtts://${host}:1`, renewalUrl: `https://${host}:${ports.renewal}` };
  processes = [
    crl({ host, port: ports.crl, logger, current: openRevocationList(ingest, signer, clock.now) }),
    renewal({
      ...{ host, port: ports.renewal, logger, tls: { ...tls, trusted: [platform.root, platform.issuing] } },
      renew: (peer, csr) => renewCertificate(desk(), peer, csr),
      firmware: () => Promise.reject(fault("firmware.not_found", "There is none.")),
    }),
    enrolment({
      ...{ host, port: ports.enrolment, logger, tls },
      enrol: (asked) => enrolDevice({ ...desk(), documents, ...addresses }, asked),
      report: (report) => reportEnrolmentStep(desk(), report),
      renewLate: (asked) => renewLate(desk(), asked),
      signingKeys: documents.signingKeys,
    }),
  ];
  for (const each of processes) await each.start();
}

type Answer = { status: number; body: { code?: string; title?: string } & Record<string, unknown> };
type Credentials = { readonly cert: string; readonly key: string };

/** @throws the error of the connection when it was not let in */
function post(port: number, path: string, body: unknown, credentials: Partial<Credentials> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method: "POST", ca: pki.platform.root, agent: false };
    const asking = request({ ...options, ...credentials }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    asking.on("error", reject);
    asking.end(JSON.stringify(body));
  });
}

async function newRequest() {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const csr = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" }).export({ format: "pem", type: "pkcs8" });
  return { csr: csr.toString("pem"), key: key.toString() };
}

async function newClaim() {
  const key = `gw-${newId()}`;
  const { token } = await withTenant(app, tenantId, async (tx) => {
    await tx.rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "gateway" } });
    const claim = { tenantSlug: "acme", deviceKey: key, now: clock.now() };
    return createClaim(tx, actOf("account:test", "claim.created"), claim);
  });
  return { key, token };
}

/** A device that enrolled through the door, this many days ago. */
async function enrolled(daysAgo: number) {
  clock.advance(Date.now() - daysAgo * DAY_MS - clock.now());
  const { csr, key: privateKey } = await newRequest();
  const { key, token } = await newClaim();
  const { status, body } = await post(ports.enrolment, "/v1/enrol", { token, certificateRequest: csr });
  expect(status).toBe(201);
  clock.advance(Date.now() - clock.now());
  const { certificate, chain, renewalUrl } = EnrolmentResponse.parse(body);
  expect(renewalUrl).toBe(`https://127.0.0.1:${ports.renewal}`);
  return { key, token, certificate, credentials: { cert: [certificate, chain[0]].join("\n"), key: privateKey } };
}

const serialOf = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();
const revoke = (certificate: string) =>
  revokeCertificate(app, tenantId, actOf("account:test", "certificate.revoked"), {
    tenantSlug: "acme",
    serial: serialOf(certificate),
    reason: "keyCompromise",
    now: clock.now(),
  });

function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    console.warn("openssl is not installed: skipped what it would say at the doors for certificates");
    return false;
  }
}
const openssl = test.skipIf(!hasOpenssl());

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What openssl says, both channels together, and how it ended. */
function ask(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile("openssl", args, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
}

/** OpenSSL fetches the list itself, from the address in the certificate. */
const verify = (certificate: string) =>
  ask(
    ...["verify", "-x509_strict", "-crl_check", "-crl_download", "-CAfile", write("root.pem", pki.platform.root)],
    ...["-untrusted", write("issuing.pem", pki.platform.issuing), write("leaf.pem", certificate)],
  );

test("from two thirds of its life a device renews over mutual TLS; the same request again gets the same", async () => {
  const device = await enrolled(61);
  const { csr } = await newRequest();
  const first = await post(ports.renewal, "/v1/renew", { certificateRequest: csr }, device.credentials);
  expect(first.status).toBe(201);
  const { certificate } = RenewalResponse.parse(first.body);
  expect(new X509Certificate(certificate).subject).toContain(`CN=acme.${device.key}`);
  expect(await post(ports.renewal, "/v1/renew", { certificateRequest: csr }, device.credentials)).toEqual(first);
});

test("before that it is told from when on", async () => {
  const { credentials } = await enrolled(10);
  const { csr } = await newRequest();
  const { status, body } = await post(ports.renewal, "/v1/renew", { certificateRequest: csr }, credentials);
  expect({ status, code: body.code }).toEqual({ status: 409, code: "renewal.too_early" });
  expect(body.title).toMatch(/from \d{4}-\d\d-\d\dT/);
});

test("the renewal door stays shut without a certificate, with a foreign one and with one that ended", async () => {
  const { csr } = await newRequest();
  const foreign = await openFileSigner(join(folder, "foreign"), Date.now);
  const mine = await newRequest();
  const identity = { tenant: "acme", device: "gw" };
  const { pem } = await foreign.signer.issue({ certificateRequest: mine.csr, identity, now: Date.now() });
  const expired = (await enrolled(100)).credentials;
  for (const credentials of [{}, { cert: [pem, foreign.signer.chain()[0]].join("\n"), key: mine.key }, expired]) {
    const asking = post(ports.renewal, "/v1/renew", { certificateRequest: csr }, credentials);
    await expect(asking).rejects.toThrow();
  }
});

openssl("openssl s_client is shown out of the renewal door without a certificate", async () => {
  const root = write("root.pem", pki.platform.root);
  for (const version of ["-tls1_2", "-tls1_3"]) {
    const connect = ["s_client", "-connect", `127.0.0.1:${ports.renewal}`, "-CAfile", root, "-verify_return_error"];
    const { code, said } = await ask(...connect, version, "-ign_eof");
    expect(said).toMatch(/alert (certificate required|handshake failure)/);
    expect(code).not.toBe(0);
  }
});

test("a server's or an authority's certificate is no device's: it is not renewed", async () => {
  const { platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const { certificate: cert, key } = await platform.serverFor(["gw.example"]);
  const { csr } = await newRequest();
  const asking = post(ports.renewal, "/v1/renew", { certificateRequest: csr }, { cert, key });
  // TLS refuses the purpose before we look at the name.
  await expect(asking).rejects.toThrow();
});

test("a device that was away renews late at the other door, and only with its own key's signature", async () => {
  const device = await enrolled(100);
  const { csr } = await newRequest();
  const late = (key: string) =>
    post(ports.enrolment, "/v1/renew-late", {
      certificate: device.certificate,
      certificateRequest: csr,
      proof: sign("sha256", lateRenewalProof(csr), key).toString("base64"),
    });
  const { status, body } = await late((await newRequest()).key);
  expect({ status, code: body.code }).toEqual({ status: 403, code: "renewal.refused" });
  const renewed = await late(device.credentials.key);
  expect(renewed.status).toBe(201);
  expect(await late(device.credentials.key)).toEqual(renewed);
});

openssl("openssl fetches the list itself and refuses what was revoked a moment ago, and nothing else", async () => {
  const [kept, revoked] = [await enrolled(1), await enrolled(1)];
  expect((await verify(revoked.certificate)).said).toMatch(/leaf\.pem: OK/);
  await revoke(revoked.certificate);
  expect((await verify(revoked.certificate)).said).toMatch(/error 23 at 0 depth lookup: certificate revoked/);
  expect((await verify(kept.certificate)).said).toMatch(/leaf\.pem: OK/);
});

test("the list says which one it is, and is not sent again to who has it", async () => {
  const url = `http://127.0.0.1:${ports.crl}/crl/issuing.crl`;
  const first = await fetch(url);
  const etag = first.headers.get("etag") ?? "";
  expect(first.headers.get("content-type")).toBe("application/pkix-crl");
  expect(Date.parse(first.headers.get("last-modified") ?? "")).not.toBeNaN();
  await first.arrayBuffer();
  expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
  await revoke((await enrolled(1)).certificate);
  const changed = await fetch(url, { headers: { "if-none-match": etag } });
  expect(changed.status).toBe(200);
  expect(BigInt((changed.headers.get("etag") ?? "").replaceAll('"', ""))).toBeGreaterThan(
    BigInt(etag.replaceAll('"', "")),
  );
  expect((await fetch(`http://127.0.0.1:${ports.crl}/`)).status).toBe(404);
});

test("a revoked device renews at neither door", async () => {
  const device = await enrolled(61);
  await revoke(device.certificate);
  const { csr } = await newRequest();
  const renewing = await post(ports.renewal, "/v1/renew", { certificateRequest: csr }, device.credentials);
  const proof = sign("sha256", lateRenewalProof(csr), device.credentials.key).toString("base64");
  const body = { certificate: device.certificate, certificateRequest: csr, proof };
  const late = await post(ports.enrolment, "/v1/renew-late", body);
  expect([renewing, late].map(({ status, body: { code } }) => [status, code])).toEqual([
    [403, "renewal.refused"],
    [403, "renewal.refused"],
  ]);
});

test("the steps of an enrolment are kept, and a clock that is off is named as what stopped it", async () => {
  const { key, token } = await newClaim();
  const report = (body: object) => post(ports.enrolment, "/v1/enrol/report", { token, ...body });
  const steps = () =>
    withTenant(app, tenantId, ({ rows }) =>
      rows.enrolmentStep.findMany({
        where: { claim: { device: { key } } },
        orderBy: { at: "asc" },
        select: { step: true, ok: true, reason: true },
      }),
    );
  expect(await report({ step: "key", ok: true, clock: clock.now() })).toEqual({
    status: 200,
    body: { now: clock.now() },
  });
  clock.advance(1);
  await post(ports.enrolment, "/v1/enrol", { token, certificateRequest: "-----BEGIN CERTIFICATE REQUEST-----" });
  expect(await steps()).toEqual([
    { step: "key", ok: true, reason: null },
    { step: "request", ok: false, reason: "refused" },
  ]);
  clock.advance(1);
  await post(ports.enrolment, "/v1/enrol", { token, certificateRequest: (await newRequest()).csr });
  clock.advance(1);
  await report({ step: "connect", ok: false, reason: "ca", clock: clock.now() - DAY_MS });
  expect((await steps()).slice(1)).toEqual([
    { step: "request", ok: true, reason: null },
    { step: "connect", ok: false, reason: "clock" },
  ]);
  clock.advance(1);
  await report({ step: "connect", ok: true });
  await report({ step: "connect", ok: false, reason: "port" });
  expect((await steps()).at(-1)).toEqual({ step: "connect", ok: true, reason: null });
  clock.advance(DAY_MS);
  expect(await report({ step: "reading", ok: true })).toMatchObject({ status: 403, body: { code: "claim.refused" } });
  expect(
    await post(ports.enrolment, "/v1/enrol/report", { token: `acme.${"A".repeat(43)}`, step: "key", ok: true }),
  ).toMatchObject({ status: 403, body: { code: "claim.refused" } });
});
