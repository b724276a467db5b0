import { generateKeyPairSync } from "node:crypto";
import dns from "node:dns";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { certificateRequest } from "../identity/device-key";
import { whyStopped } from "../identity/why-stopped";
import { openSpool, type Spool } from "../spool/spool";
import type { BrokerCredentials } from "./broker-link";
import { parseProxy } from "./proxy";
import { startSmallProxy } from "./testing/small-proxy";
import { startUplink } from "./uplink";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: whatever kept a gateway from its platform, data flows again without a restart as soon as it is gone: a name that did
// not resolve, a certificate that ended, a broker with a new certificate, a proxy that said no.

const DAY_MS = 86_400_000;
const identity = { tenant: "acme", device: "gw-1" };
let folder: string;
let port: number;
let spool: Spool;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
const ends: (() => unknown)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-away-"));
  // A year old, so that certificates can be issued that have ended.
  await openFileSigner(join(folder, "ca"), () => Date.now() - 365 * DAY_MS);
  pki = await openFileSigner(join(folder, "ca"), Date.now);
  ({ mqtt: port } = await freePorts());
  spool = openSpool({ file: join(folder, "spool.db"), clock });
  spool.append([{ channel: "telemetry", encode: () => Buffer.from("a reading") }]);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  spool.close();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

async function credentialsOf(issuedAt = Date.now()): Promise<BrokerCredentials> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const request = await certificateRequest(key);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity, now: issuedAt });
  return {
    brokerUrl: `mqtts://localhost:${port}`,
    clientId: "acme.gw-1",
    rootCertificate: pki.platform.root,
    certificateChain: [pem, ...pki.signer.chain()].join("\n"),
    privateKey: key,
  };
}

/** The platform's broker; `arrived` resolves when the next message came. */
async function startBroker() {
  let use = (_pair: { certificate: string; key: string }) => {};
  let onMessage = () => {};
  const embedded = createEmbeddedBroker({
    ...{ host: "localhost", port, now: clock.now, onRefused: () => undefined },
    tls: { ...(await pki.platform.serverFor(["localhost"])), trusted: [pki.platform.root, pki.platform.issuing] },
    onRenewed: (useNow) => {
      use = useNow;
    },
  });
  await embedded.listen({ admit: async () => true, accept: async () => onMessage() });
  const close = () => embedded.close();
  ends.push(close);
  return {
    use: (pair: { certificate: string; key: string }) => use(pair),
    arrived: () =>
      new Promise<void>((resolve) => {
        onMessage = resolve;
      }),
    async close() {
      ends.splice(ends.indexOf(close), 1);
      await close();
    },
  };
}

/** An uplink, and the reasons for which it did not reach the broker. */
function start(credentials: () => BrokerCredentials) {
  const reasons: string[] = [];
  let onReason = () => {};
  const logger = createLogger("test", "silent");
  const onUnreached = (reason: unknown) => {
    reasons.push(whyStopped(reason).reason);
    onReason();
  };
  const up = startUplink({ identity, credentials, spool, logger, onConnected: () => {}, onUnreached });
  ends.push(() => up.stop({ drainMs: 0, lastStatus: "{}" }));
  return {
    up,
    reasons,
    async stopped() {
      if (reasons.length === 0)
        await new Promise<void>((resolve) => {
          onReason = resolve;
        });
    },
  };
}

test("a name that does not resolve, and resolves again", async () => {
  const broker = await startBroker();
  const arrived = broker.arrived();
  const lookup = dns.lookup;
  let gone = true;
  vi.spyOn(dns, "lookup").mockImplementation(((...args: Parameters<typeof dns.lookup>) => {
    if (!gone) return Reflect.apply(lookup, dns, args);
    // RFC 6761, 6.4: never resolves.
    return Reflect.apply(lookup, dns, ["nobody.invalid", ...args.slice(1)]);
  }) as typeof dns.lookup);
  const own = await credentialsOf();
  const { stopped, reasons } = start(() => own);
  await stopped();
  expect(reasons[0]).toBe("dns");
  gone = false;
  await arrived;
});

test("a certificate that ended while the gateway was away, and its successor", async () => {
  const broker = await startBroker();
  const arrived = broker.arrived();
  let current = await credentialsOf(Date.now() - 100 * DAY_MS);
  let taken = false;
  void arrived.then(() => {
    taken = true;
  });
  const { up, stopped } = start(() => current);
  await stopped();
  expect(taken).toBe(false);
  current = await credentialsOf();
  up.reconnect();
  await arrived;
});

test("a broker whose certificate was replaced, while connected and after a restart", async () => {
  const broker = await startBroker();
  const first = broker.arrived();
  const own = await credentialsOf();
  const { up } = start(() => own);
  await first;
  broker.use(await pki.platform.serverFor(["localhost"]));
  up.reconnect();
  const second = broker.arrived();
  spool.append([{ channel: "telemetry", encode: () => Buffer.from("another") }]);
  up.wake();
  await second;
  await broker.close();
  const restarted = await startBroker();
  const third = restarted.arrived();
  spool.append([{ channel: "telemetry", encode: () => Buffer.from("a third") }]);
  await third;
});

test("a proxy that says no, and lets through; it sees nothing but TLS", async () => {
  const broker = await startBroker();
  const arrived = broker.arrived();
  const site = await startSmallProxy({ authorization: `Basic ${Buffer.from("site:p@ss").toString("base64")}` });
  ends.push(site.close);
  site.refuse(503);
  const own = { ...(await credentialsOf()), proxy: parseProxy(`http://site:p%40ss@127.0.0.1:${site.port}`) };
  const { stopped, reasons, up } = start(() => own);
  await stopped();
  expect(reasons[0]).toBe("other");
  site.refuse(null);
  await arrived;
  expect(new Set(site.asked)).toEqual(new Set([`localhost:${port}`]));
  // A handshake record of TLS (RFC 8446, 5.1), and no word of what is in it.
  expect(site.passed()[0]).toBe(22);
  expect(site.passed().includes("a reading")).toBe(false);
  expect(up.bytes()).toBeGreaterThan(site.passed().length);
});
