import { createPublicKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { EnrolmentReport, EnrolmentRequest } from "@outstation/contracts/edge/enrolment";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { defaultHardwarePorts, demoFleet } from "../../../../prisma/seed/demo-fleet";
import { openIdentity, openProgressOf } from "./identity";
import { silentProgress } from "./progress";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a claim becomes an identity once, over TLS that trusts the claim's root only; a crash at any moment is mended by
// starting again, and the private key never leaves the device.

type Pki = Awaited<ReturnType<typeof openFileSigner>>;
type Answer = { status: number; body: unknown };

const [acme] = demoFleet(defaultHardwarePorts);
if (acme === undefined) throw new Error("no demo tenant");
const edgePackage = acme.edgePackage;
const named = { tenant: "acme", device: edgePackage.gateway };
let folder: string;
let pki: Pki;
let server: Server;
let port: number;
let reported: EnrolmentReport[] = [];
let asked: { token: string; certificateRequest: string }[] = [];
let answer: (request: EnrolmentRequest) => Promise<Answer>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-identity-"));
  pki = await openFileSigner(join(folder, "ca"), clock.now);
  ({ enrolment: port } = await freePorts());
  const { certificate: cert, key } = await pki.platform.serverFor(["127.0.0.1"]);
  server = createServer({ cert, key }, async (request, response) => {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += part;
    if (request.url === "/v1/enrol/report") {
      reported.push(EnrolmentReport.parse(JSON.parse(text)));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ now: clock.now() }));
      return;
    }
    const parsed = EnrolmentRequest.parse(JSON.parse(text));
    asked.push(parsed);
    const { status, body } = await answer(parsed);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

let dataDir: string;
let claimFile: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(folder, "edge-"));
  claimFile = join(dataDir, "claim.json");
  writeClaim("first-claim-token-of-the-test");
  asked = [];
  reported = [];
  answer = enrolled;
});
const leftOver: AbortController[] = [];
afterEach(() => {
  for (const one of leftOver.splice(0)) one.abort();
});

const writeClaim = (token: string, rootCertificate = pki.platform.root) =>
  writeFileSync(claimFile, JSON.stringify({ enrolmentUrl: `https://127.0.0.1:${port}`, rootCertificate, token }));

async function enrolled({ certificateRequest }: EnrolmentRequest): Promise<Answer> {
  const { pem } = await pki.signer.issue({ certificateRequest, identity: named, now: clock.now() });
  const chain = [...pki.signer.chain()];
  return { status: 201, body: { ...named, certificate: pem, chain, brokerUrl: "mqtts://127.0.0.1:8883", edgePackage } };
}

function open(signal = new AbortController()) {
  leftOver.push(signal);
  return openIdentity({ dataDir, claimFile, clock, logger: createLogger("test", "silent"), signal: signal.signal });
}

test("a claim becomes a key, a certificate for it and the edge package, and is not needed again", async () => {
  const identity = await open();
  expect(identity).toMatchObject({ ...named, edgePackage, brokerUrl: "mqtts://127.0.0.1:8883" });
  const certificate = new X509Certificate(identity?.certificate ?? "");
  const own = createPublicKey(identity?.privateKey ?? "").export({ type: "spki", format: "der" });
  expect(certificate.publicKey.export({ type: "spki", format: "der" })).toEqual(own);
  rmSync(claimFile);
  expect(await open()).toEqual(identity);
  expect(asked).toHaveLength(1);
});

test("key and identity are nobody else's, and the key stays on the device", async () => {
  const identity = await open();
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  for (const name of ["device-key.pem", "identity.json"])
    expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600);
  const secret = identity?.privateKey.split("\n")[1] ?? "no key";
  expect(JSON.stringify(asked)).not.toContain(secret);
  expect(readFileSync(join(dataDir, "identity.json"), "utf8")).not.toContain(secret);
});

test("an answer that was lost is asked for again with the very same request", async () => {
  const before = await open();
  // The crash: the platform had answered, the device had not stored it.
  rmSync(join(dataDir, "identity.json"));
  writeFileSync(join(dataDir, "identity.json.new"), '{"tenant":"ac');
  const after = await open();
  expect(asked).toHaveLength(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(after?.privateKey).toBe(before?.privateKey);
  expect(readdirSync(dataDir)).not.toContain("identity.json.new");
});

test("whoever waits hears that the key is made, and why the request stopped, with the device's clock", async () => {
  const answers: Answer[] = [{ status: 503, body: { title: "The authority is away." } }];
  answer = async (request) => answers.shift() ?? enrolled(request);
  await open();
  await vi.waitUntil(() => reported.length === 2);
  expect(reported).toMatchObject([
    { token: "first-claim-token-of-the-test", step: "key", ok: true, clock: expect.any(Number) },
    { step: "request", ok: false, reason: "other", detail: expect.stringContaining("The authority is away.") },
  ]);
});

test("after enrolment the claim tells of the connection too, and another claim tells nothing", async () => {
  const identity = await open();
  if (identity === null) throw new Error("not enrolled");
  await vi.waitUntil(() => reported.length === 1);
  const progress = await openProgressOf(identity, claimFile, clock);
  progress.reached("connect");
  progress.reached("connect");
  progress.reached("reading");
  await vi.waitUntil(() => reported.length === 3);
  expect(reported.map(({ step }) => step)).toEqual(["key", "connect", "reading"]);
  writeClaim("another-token-of-another-device");
  expect(await openProgressOf(identity, claimFile, clock)).toBe(silentProgress);
});

test("a platform that is away is asked until it answers", async () => {
  const answers: Answer[] = [
    { status: 503, body: {} },
    { status: 429, body: { title: "Too many." } },
  ];
  answer = async (request) => answers.shift() ?? enrolled(request);
  expect(await open()).toMatchObject(named);
  expect(asked).toHaveLength(3);
});

test("a claim that is refused is a clear end, and nothing is kept of it", async () => {
  answer = async () => ({ status: 403, body: { title: "This claim token is not valid." } });
  await expect(open()).rejects.toMatchObject({
    code: "enrolment.refused",
    publicMessage: expect.stringContaining("This claim token is not valid."),
  });
  expect(readdirSync(dataDir)).not.toContain("identity.json");
});

test("a platform whose certificate does not descend from the claim's root is not told the token", async () => {
  const strangers = await openFileSigner(join(folder, "strangers"), clock.now);
  writeClaim("a-token-that-is-for-nobody-else", strangers.platform.root);
  const giveUp = new AbortController();
  const opening = open(giveUp);
  // A second server attempt needs a first refusal: the abort comes after one failed handshake.
  await new Promise<void>((resolve) => server.once("tlsClientError", () => resolve()));
  giveUp.abort();
  expect(await opening).toBeNull();
  expect(asked).toEqual([]);
});

test("a certificate for another key is refused", async () => {
  const other = await open();
  rmSync(join(dataDir, "identity.json"));
  rmSync(join(dataDir, "device-key.pem"));
  answer = async () => ({ status: 201, body: { ...other, privateKey: undefined } });
  await expect(open()).rejects.toMatchObject({ code: "enrolment.bad_answer" });
});

test("a new claim enrols anew; a useless one leaves the device who it was", async () => {
  const first = await open();
  writeClaim("second-claim-token-of-the-test");
  answer = async () => ({ status: 403, body: { title: "No." } });
  expect(await open()).toEqual(first);
  answer = enrolled;
  const second = await open();
  expect(second?.certificate).not.toBe(first?.certificate);
  expect(await open()).toEqual(second);
  expect(asked).toHaveLength(3);
});

test("without a claim there is one sentence about what to do", async () => {
  const logger = createLogger("test", "silent");
  const { signal } = new AbortController();
  await expect(openIdentity({ dataDir, claimFile: "", clock, logger, signal })).rejects.toMatchObject({
    code: "enrolment.no_claim",
  });
});
