import { createHash, createPrivateKey, verify, X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { openFileSigner } from "@outstation/adapters/signer";
import { LateRenewalRequest, lateRenewalProof, RenewalRequest } from "@outstation/contracts/edge/enrolment";
import { manualClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { defaultHardwarePorts, demoFleet } from "../../../../prisma/seed/demo-fleet";
import { startSmallProxy } from "../uplink/testing/small-proxy";
import { certificateRequest, openDeviceKey } from "./device-key";
import { openIdentity } from "./identity";
import { type Identity, readIdentity, writeIdentity } from "./kept-identity";
import { renewIfDue, startRenewal, wayToRenew } from "./renewal";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a gateway follows its certificate up by itself, with a new key, over mutual TLS, and late when it was away; at every
// moment, whatever breaks, key and certificate on its disk belong together.

const DAY_MS = 86_400_000;
const [acme] = demoFleet(defaultHardwarePorts);
if (acme === undefined) throw new Error("no demo tenant");
const { edgePackage } = acme;
const named = { tenant: "acme", device: edgePackage.gateway };

let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
const servers: Server[] = [];
let doors: { renewal: string; enrolment: string };
type Asked = { door: "renew" | "renew-late"; peer: string | null; request: string; late?: LateRenewalRequest };
let asked: Asked[] = [];
let answer: (request: string) => Promise<{ status: number; body: unknown }>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-renewal-"));
  pki = await openFileSigner(join(folder, "ca"), Date.now);
  const { certificate: cert, key } = await pki.platform.serverFor(["127.0.0.1"]);
  const mutual = { ca: [pki.platform.root, pki.platform.issuing], requestCert: true, rejectUnauthorized: true };
  doors = {
    renewal: await serve({ cert, key, ...mutual }, async (text, request) => {
      const { certificateRequest: csr } = RenewalRequest.parse(JSON.parse(text));
      const peer = (request.socket as TLSSocket).getPeerCertificate().fingerprint256;
      asked.push({ door: "renew", peer, request: csr });
      return csr;
    }),
    enrolment: await serve({ cert, key }, async (text) => {
      const late = LateRenewalRequest.parse(JSON.parse(text));
      asked.push({ door: "renew-late", peer: null, request: late.certificateRequest, late });
      return late.certificateRequest;
    }),
  };
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(
  tls: Parameters<typeof createServer>[0],
  take: (text: string, request: IncomingMessage) => Promise<string>,
): Promise<string> {
  const server = createServer(
    { ...tls, minVersion: "TLSv1.2" },
    async (request: IncomingMessage, response: ServerResponse) => {
      let text = "";
      for await (const part of request.setEncoding("utf8")) text += part;
      const { status, body } = await answer(await take(text, request));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    },
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(folder, "edge-"));
  asked = [];
  answer = issued;
});

async function issued(request: string) {
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now: Date.now() });
  return { status: 201, body: { certificate: pem, chain: [...pki.signer.chain()] } };
}

/** A gateway that enrolled this many days ago. TLS asks the real clock, so its certificate is really that old. */
async function enrolled(daysAgo: number): Promise<Identity> {
  const privateKey = await openDeviceKey(dataDir);
  const now = Date.now() - daysAgo * DAY_MS;
  const request = await certificateRequest(privateKey);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now });
  const kept = {
    ...named,
    certificate: pem,
    chain: [...pki.signer.chain()],
    brokerUrl: "mqtts://127.0.0.1:8883",
    renewalUrl: doors.renewal,
    enrolmentUrl: doors.enrolment,
    rootCertificate: pki.platform.root,
    claimSha256: createHash("sha256").update("a claim").digest("hex"),
    edgePackage,
  };
  await writeIdentity(dataDir, kept);
  return { ...kept, privateKey };
}

const reopened = () =>
  openIdentity({
    dataDir,
    claimFile: "",
    clock: manualClock(Date.now()),
    logger: createLogger("test", "silent"),
    signal: new AbortController().signal,
  });

const belongTogether = (identity: Identity | null): boolean =>
  identity !== null && new X509Certificate(identity.certificate).checkPrivateKey(createPrivateKey(identity.privateKey));

test.each([
  [59, "not yet"],
  [60, "in time"],
  [89, "in time"],
  [90, "late"],
  [119, "late"],
  [120, "over"],
])("on day %d of a certificate of 90 days it is %s", (day, way) => {
  expect(wayToRenew({ notBefore: 0, notAfter: 90 * DAY_MS }, day * DAY_MS)).toBe(way);
});

test("before two thirds of its life nothing is asked and nothing is written", async () => {
  const identity = await enrolled(10);
  const before = readdirSync(dataDir).toSorted();
  expect(await renewIfDue(dataDir, identity, Date.now())).toBeNull();
  expect(asked).toEqual([]);
  expect(readdirSync(dataDir).toSorted()).toEqual(before);
});

test("from then on it renews as who it is, with a new key; a restart finds the new pair", async () => {
  const identity = await enrolled(61);
  const renewed = await renewIfDue(dataDir, identity, Date.now());
  expect(asked).toMatchObject([{ door: "renew", peer: new X509Certificate(identity.certificate).fingerprint256 }]);
  expect(renewed?.certificate).not.toBe(identity.certificate);
  expect(renewed?.privateKey).not.toBe(identity.privateKey);
  expect(belongTogether(renewed)).toBe(true);
  expect(await reopened()).toEqual(renewed);
  expect(readdirSync(dataDir)).not.toContain("next-key.json");
  expect(await renewIfDue(dataDir, renewed as Identity, Date.now())).toBeNull();
});

test("a new claim after a renewal is asked for with the new key's request", async () => {
  const renewed = await renewIfDue(dataDir, await enrolled(61), Date.now());
  const request = readFileSync(join(dataDir, "certificate-request.pem"), "utf8");
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now: Date.now() });
  expect(belongTogether({ ...(renewed as Identity), certificate: pem })).toBe(true);
});

test("an answer that was lost is asked for again with the very same request, and the old pair serves until then", async () => {
  const identity = await enrolled(61);
  answer = async () => ({ status: 503, body: {} });
  await expect(renewIfDue(dataDir, identity, Date.now())).rejects.toThrow(/503/);
  expect(await reopened()).toEqual(identity);
  answer = issued;
  await renewIfDue(dataDir, (await reopened()) as Identity, Date.now());
  expect(asked).toHaveLength(2);
  expect(asked[1]?.request).toBe(asked[0]?.request);
});

test("a crash right after the certificate was replaced is mended at the next start", async () => {
  const identity = await enrolled(61);
  answer = async () => ({ status: 503, body: {} });
  await expect(renewIfDue(dataDir, identity, Date.now())).rejects.toThrow();
  for (const name of ["device-key.pem", "next-key.json"]) copyFileSync(join(dataDir, name), join(folder, name));
  answer = issued;
  const renewed = await renewIfDue(dataDir, identity, Date.now());
  // As the disk was between the rename of identity.json and that of the key.
  for (const name of ["device-key.pem", "next-key.json"]) copyFileSync(join(folder, name), join(dataDir, name));
  expect(await reopened()).toEqual(renewed);
  expect(belongTogether(await reopened())).toBe(true);
});

test("a gateway that was away past the end proves itself with its old key, without a client certificate", async () => {
  const identity = await enrolled(100);
  const renewed = await renewIfDue(dataDir, identity, Date.now());
  expect(asked).toMatchObject([{ door: "renew-late" }]);
  const { certificate, certificateRequest: request, proof } = LateRenewalRequest.parse(asked[0]?.late);
  const { publicKey } = new X509Certificate(certificate);
  expect(verify("sha256", lateRenewalProof(request), publicKey, Buffer.from(proof, "base64"))).toBe(true);
  expect(belongTogether(renewed)).toBe(true);
});

test("where a proxy is the only way out, both doors are reached through it, and it sees nothing but TLS", async () => {
  const site = await startSmallProxy();
  const proxy = { host: "127.0.0.1", port: site.port };
  await renewIfDue(dataDir, await enrolled(61), Date.now(), proxy);
  await renewIfDue(dataDir, await enrolled(100), Date.now(), proxy);
  expect(asked.map(({ door }) => door)).toEqual(["renew", "renew-late"]);
  expect(site.asked).toEqual([doors.renewal, doors.enrolment].map((url) => new URL(url).host));
  expect(site.passed().includes("certificateRequest")).toBe(false);
  site.refuse(403);
  await expect(renewIfDue(dataDir, await enrolled(61), Date.now(), proxy)).rejects.toThrow("the proxy 127.0.0.1");
  expect(asked).toHaveLength(2);
  site.close();
});

test("a gateway whose clock is behind is turned away at the first door and takes the second", async () => {
  const identity = await enrolled(100);
  const behind = Date.now() - 20 * DAY_MS;
  expect(belongTogether(await renewIfDue(dataDir, identity, behind))).toBe(true);
  expect(asked).toMatchObject([{ door: "renew-late" }]);
});

test("more than 30 days after the end it takes a new claim, and says so", async () => {
  const identity = await enrolled(121);
  await expect(renewIfDue(dataDir, identity, Date.now())).rejects.toMatchObject({ code: "renewal.over" });
  expect(asked).toEqual([]);
});

test("a refusal leaves the gateway who it was", async () => {
  const identity = await enrolled(61);
  answer = async () => ({ status: 403, body: { code: "renewal.refused", title: "It was revoked." } });
  await expect(renewIfDue(dataDir, identity, Date.now())).rejects.toMatchObject({
    code: "renewal.refused",
    publicMessage: expect.stringContaining("It was revoked."),
  });
  expect(await reopened()).toEqual(identity);
});

test("a certificate for another key, another name or of another authority is not taken", async () => {
  const identity = await enrolled(61);
  const other = await openFileSigner(join(folder, "other-ca"), Date.now);
  const foreignKey = await certificateRequest(await openDeviceKey(mkdtempSync(join(folder, "foreign-"))));
  const bodies: ((request: string) => Promise<{ pem: string; chain: readonly string[] }>)[] = [
    async () => ({
      ...(await pki.signer.issue({ certificateRequest: foreignKey, identity: named, now: Date.now() })),
      chain: pki.signer.chain(),
    }),
    async (request) => ({
      ...(await pki.signer.issue({
        certificateRequest: request,
        identity: { ...named, device: "other" },
        now: Date.now(),
      })),
      chain: pki.signer.chain(),
    }),
    async (request) => ({
      ...(await other.signer.issue({ certificateRequest: request, identity: named, now: Date.now() })),
      chain: other.signer.chain(),
    }),
  ];
  for (const make of bodies) {
    answer = async (request) => {
      const { pem, chain } = await make(request);
      return { status: 201, body: { certificate: pem, chain: [...chain] } };
    };
    await expect(renewIfDue(dataDir, identity, Date.now())).rejects.toMatchObject({ code: "enrolment.bad_answer" });
    expect(await reopened()).toEqual(identity);
  }
});

test("an identity from before renewal had an address says what to do", async () => {
  const { renewalUrl: _, enrolmentUrl: __, ...old } = await enrolled(61);
  await expect(renewIfDue(dataDir, old, Date.now())).rejects.toMatchObject({ code: "renewal.nowhere" });
});

test("it looks by itself, by the clock it is given, and hands the new identity on once", async () => {
  const identity = await enrolled(50);
  const clock = manualClock(Date.now());
  const handed: Identity[] = [];
  const logger = createLogger("test", "silent");
  const renewal = startRenewal({ dataDir, identity, clock, logger, onRenewed: (one) => handed.push(one) });
  await renewal.check();
  expect(handed).toEqual([]);
  clock.advance(11 * DAY_MS);
  await Promise.all([renewal.check(), renewal.check()]);
  expect(handed).toHaveLength(1);
  expect((await readIdentity(dataDir))?.certificate).toBe(handed[0]?.certificate);
  await renewal.check();
  expect(asked).toHaveLength(1);
  renewal.stop();
});

test("a file of the next key that a crash cut short is no obstacle", async () => {
  const identity = await enrolled(61);
  writeFileSync(join(dataDir, "next-key.json.new"), '{"privateKey":"-----BEG');
  expect(belongTogether(await renewIfDue(dataDir, identity, Date.now()))).toBe(true);
});
