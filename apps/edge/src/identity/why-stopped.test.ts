import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { fault } from "@outstation/kit/fault";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openBrokerLink } from "../uplink/broker-link";
import { certificateRequest, openDeviceKey } from "./device-key";
import { postJson } from "./post-json";
import { whyStopped } from "./why-stopped";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: what stops a device is named by its cause. The errors are the real ones, from sockets, TLS and a broker.

const DAY_MS = 86_400_000;
const identity = { tenant: "acme", device: "gw-1" };
let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let other: typeof pki;
const ends: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-why-"));
  pki = await openFileSigner(join(folder, "ca"), () => Date.now() - 200 * DAY_MS);
  other = await openFileSigner(join(folder, "other"), Date.now);
});
afterAll(() => {
  for (const end of ends) end();
  rmSync(folder, { recursive: true, force: true });
});

/** A server whose certificate was issued at `issuedAt`. */
async function serve(issuedAt: number, host = "127.0.0.1"): Promise<URL> {
  const { platform } = await openFileSigner(join(folder, "ca"), () => issuedAt);
  const { certificate: cert, key } = await platform.serverFor([host]);
  const server: Server = createServer({ cert, key }, (_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return new URL(`https://127.0.0.1:${address.port}/`);
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error("nothing stopped it");
    },
    (reason: unknown) => reason,
  );
}
const postTo = (url: URL, ca = pki.platform.root) => errorOf(postJson(url, { ca }, {}));

test("a name that nobody knows: dns", async () => {
  // RFC 6761, 6.4: `.invalid` never resolves.
  expect(whyStopped(await postTo(new URL("https://nobody.invalid/")))).toMatchObject({ reason: "dns" });
});

test("a port that nobody listens on: port", async () => {
  const { enrolment } = await freePorts();
  const stopped = whyStopped(await postTo(new URL(`https://127.0.0.1:${enrolment}/`)));
  expect(stopped).toEqual({ reason: "port", detail: expect.stringContaining("ECONNREFUSED") });
});

test("a server of another authority, and one for another host: ca", async () => {
  const server = await serve(Date.now());
  expect(whyStopped(await postTo(server, other.platform.root))).toMatchObject({ reason: "ca" });
  const misnamed = await serve(Date.now(), "elsewhere.example");
  expect(whyStopped(await postTo(misnamed))).toMatchObject({ reason: "ca" });
});

test("a certificate out of its dates: the device's clock, unless that was measured and is right", async () => {
  for (const issuedAt of [Date.now() + 2 * DAY_MS, Date.now() - 100 * DAY_MS]) {
    const reason = await postTo(await serve(issuedAt));
    expect(whyStopped(reason)).toMatchObject({ reason: "clock" });
    expect(whyStopped(reason, -2 * DAY_MS)).toMatchObject({ reason: "clock" });
    expect(whyStopped(reason, 1000)).toMatchObject({ reason: "ca" });
  }
});

test("a broker that does not let the device in: acl", async () => {
  const { mqtt } = await freePorts();
  const { platform, signer } = await openFileSigner(join(folder, "ca"), Date.now);
  const tls = await platform.serverFor(["127.0.0.1"]);
  const broker = createEmbeddedBroker({
    host: "127.0.0.1",
    port: mqtt,
    tls: { ...tls, trusted: [platform.root, platform.issuing] },
    now: Date.now,
    onRefused: () => undefined,
  });
  await broker.listen({ admit: async () => false, accept: async () => undefined });
  ends.push(() => void broker.close());
  const privateKey = await openDeviceKey(folder);
  const request = await certificateRequest(privateKey);
  const { pem } = await signer.issue({ certificateRequest: request, identity, now: Date.now() });
  const credentials = {
    brokerUrl: `mqtts://127.0.0.1:${mqtt}`,
    clientId: "acme.gw-1",
    rootCertificate: platform.root,
    certificateChain: [pem, ...signer.chain()].join("\n"),
    privateKey,
  };
  const will = { topic: "acme/d/gw-1/up/status", payload: "{}" };
  const refused = await errorOf(openBrokerLink(credentials, will, new AbortController().signal));
  expect(whyStopped(refused)).toMatchObject({ reason: "acl" });
});

test("a plain no: refused, in the platform's words", () => {
  expect(whyStopped(fault("enrolment.refused", "The claim was used."))).toEqual({
    reason: "refused",
    detail: "The claim was used.",
  });
});

test("several addresses of one host that all refuse are one closed port; the rest is other", () => {
  const each = Object.assign(new Error("connect ECONNREFUSED ::1:1"), { code: "ECONNREFUSED" });
  expect(whyStopped(new AggregateError([each, each], ""))).toEqual({ reason: "port", detail: each.message });
  expect(whyStopped("odd")).toEqual({ reason: "other", detail: "odd" });
});
