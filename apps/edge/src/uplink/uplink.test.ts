import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { certificateRequest } from "../identity/device-key";
import { openSpool, type Spool } from "../spool/spool";
import { startUplink, type Uplink } from "./uplink";

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: everything in the spool reaches the broker, in order, over mutual TLS, and is deleted only when the broker has
// taken it over, whatever breaks on the way.

type Pki = Awaited<ReturnType<typeof openFileSigner>>;
type Accept = { seq: number; channel: string; text: string };

const identity = { tenant: "acme", device: "gw-line-3" };
let pkiFolder: string;
let pki: Pki;
let folder: string;
let spool: Spool;
let port: number;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  pkiFolder = mkdtempSync(join(tmpdir(), "outstation-pki-"));
  pki = await openFileSigner(pkiFolder, clock.now);
});
afterAll(() => rmSync(pkiFolder, { recursive: true, force: true }));
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-uplink-"));
  spool = openSpool({ file: join(folder, "spool.db"), clock });
  ({ mqtt: port } = await freePorts());
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

async function credentials({ rootCertificate = pki.platform.root, brokerPort = port } = {}) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const request = await certificateRequest(key);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity, now: clock.now() });
  return {
    brokerUrl: `mqtts://127.0.0.1:${brokerPort}`,
    clientId: "acme.gw-line-3",
    rootCertificate,
    certificateChain: [pem, ...pki.signer.chain()].join("\n"),
    privateKey: key,
  };
}

/** The platform's broker. `accept` decides what becomes of each message; what it took over is in `taken`. */
async function broker(accept: (message: Accept) => Promise<void> = async () => {}) {
  const admitted: string[] = [];
  const { certificate, key } = await pki.platform.serverFor(["127.0.0.1"]);
  const taken: Accept[] = [];
  let refusedUs = (_reason: string) => {};
  const handshakeFailed = new Promise<string>((resolve) => {
    refusedUs = resolve;
  });
  let waiting: (() => void)[] = [];
  const embedded = createEmbeddedBroker({
    host: "127.0.0.1",
    port,
    tls: { certificate, key, trusted: pki.signer.chain() },
    now: clock.now,
    onRefused: (reason) => refusedUs(reason),
  });
  await embedded.listen({
    async admit(_identity, fingerprint) {
      admitted.push(fingerprint);
      for (const resume of waiting.splice(0)) resume();
      return true;
    },
    async accept({ channel, payload }) {
      const text = Buffer.from(payload).toString();
      const message = { channel, text, seq: channel === "telemetry" ? Number(text) : 0 };
      await accept(message);
      taken.push(message);
      for (const resume of waiting.splice(0)) resume();
    },
  });
  const close = () => embedded.close();
  ends.push(close);
  return {
    taken,
    /** The certificates it was shown, in order. */
    admitted,
    /** Resolves when a client broke the handshake off. */
    handshakeFailed,
    telemetry: () => taken.filter(({ channel }) => channel === "telemetry").map(({ seq }) => seq),
    async until(condition: () => boolean) {
      while (!condition()) await new Promise<void>((resume) => waiting.push(resume));
    },
    async close() {
      ends.splice(ends.indexOf(close), 1);
      waiting = [];
      await close();
    },
  };
}

async function uplink(options: Parameters<typeof credentials>[0] = {}): Promise<Uplink> {
  const logger = createLogger("test", "silent");
  const own = await credentials(options);
  const running = startUplink({
    identity,
    credentials: () => own,
    spool,
    logger,
    onConnected: () => {},
  });
  ends.push(() => running.stop({ drainMs: 0, lastStatus: "{}" }));
  return running;
}

const spoolUp = (count: number) =>
  spool.append(
    Array.from(
      { length: count },
      () => ({ channel: "telemetry", encode: ({ seq }) => Buffer.from(String(seq)) }) as const,
    ),
  );
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const emptied = async () => {
  while (spool.level().messages > 0) await new Promise((resume) => setTimeout(resume, 5));
};

test("a full spool is sent in order and deleted; what comes later follows when the uplink is woken", async () => {
  const platform = await broker();
  spoolUp(300);
  const up = await uplink();
  await platform.until(() => platform.taken.length === 300);
  spoolUp(1);
  up.wake();
  await platform.until(() => platform.taken.length === 301);
  expect(platform.telemetry()).toEqual(upTo(301));
  await emptied();
});

test("a backlog does not keep what is new waiting", async () => {
  const platform = await broker();
  spoolUp(3000);
  const up = await uplink();
  await platform.until(() => platform.taken.length >= 200);
  const before = platform.taken.length;
  spoolUp(1);
  up.wake();
  await platform.until(() => platform.taken.length === 3001);
  // What was on its way when it came, and at most as much again.
  expect(platform.telemetry().indexOf(3001) - before).toBeLessThan(500);
});

test("nothing is deleted before the broker has taken it over", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let asked = 0;
  let firstAsked = () => {};
  const first = new Promise<void>((resolve) => {
    firstAsked = resolve;
  });
  const platform = await broker(async () => {
    asked += 1;
    firstAsked();
    await held;
  });
  spoolUp(200);
  await uplink();
  await first;
  expect(spool.level().messages).toBe(200);
  release();
  await platform.until(() => platform.taken.length === 200);
  expect(asked).toBe(200);
  await emptied();
});

test("a message the broker could not take over is sent again over a new connection", async () => {
  let failures = 0;
  const platform = await broker(async ({ seq }) => {
    if (seq === 50 && failures++ < 2) throw new Error("the database is away");
  });
  spoolUp(100);
  await uplink();
  await platform.until(() => new Set(platform.telemetry()).size === 100);
  expect(failures).toBe(3);
  await emptied();
});

test("a broker that was away gets everything when it is back, also what was written meanwhile", async () => {
  const first = await broker();
  spoolUp(10);
  const up = await uplink();
  await first.until(() => first.taken.length === 10);
  await emptied();
  await first.close();
  spoolUp(500);
  up.wake();
  const second = await broker();
  await second.until(() => second.taken.length === 500);
  expect(second.telemetry()).toEqual(upTo(510).slice(10));
  await emptied();
});

test("a connection that dies without a word takes no message with it", async () => {
  const platform = await broker();
  // Between gateway and broker: passes on 40 kB, then cuts the line.
  const { enrolment: proxyPort } = await freePorts();
  const sockets = new Set<Socket>();
  let cuts = 0;
  const proxy = createServer((from) => {
    const to = new (from.constructor as typeof Socket)().connect(port, "127.0.0.1");
    for (const socket of [from, to]) sockets.add(socket.on("error", () => {}));
    let passed = 0;
    from.on("data", (data) => {
      passed += data.length;
      if (passed > 40_000 && cuts < 3) {
        cuts += 1;
        from.destroy();
        to.destroy();
      } else to.write(data);
    });
    to.pipe(from);
  });
  await once(proxy.listen(proxyPort, "127.0.0.1"), "listening");
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  spoolUp(3000);
  await uplink({ brokerPort: proxyPort });
  await platform.until(() => new Set(platform.telemetry()).size === 3000);
  expect(cuts).toBe(3);
  await emptied();
});

test("a broker whose certificate does not descend from the claim's root gets nothing", async () => {
  const platform = await broker();
  const strangers = await openFileSigner(join(folder, "strangers"), clock.now);
  spoolUp(1);
  const refused = await uplink({ rootCertificate: strangers.platform.root });
  await platform.handshakeFailed;
  await refused.stop({ drainMs: 0, lastStatus: "{}" });
  expect(platform.taken).toEqual([]);
  expect(spool.level().messages).toBe(1);
});

test("an orderly stop sends what is left, says the last word and sends no last will", async () => {
  const platform = await broker();
  const up = await uplink();
  await up.connectedOnce;
  spoolUp(20);
  up.wake();
  await up.stop({ drainMs: 5000, lastStatus: JSON.stringify({ online: false, boot: 1 }) });
  expect(platform.telemetry()).toEqual(upTo(20));
  expect(spool.level().messages).toBe(0);
  expect(platform.taken.filter(({ channel }) => channel === "status").map(({ text }) => text)).toEqual([
    '{"online":false,"boot":1}',
  ]);
});

test("a renewed certificate is used at once; nothing is lost, and nobody is told that the gateway went", async () => {
  const platform = await broker();
  const [old, next] = [await credentials(), await credentials()];
  let current = old;
  const running = startUplink({
    identity,
    credentials: () => current,
    spool,
    logger: createLogger("test", "silent"),
    onConnected: () => {},
  });
  ends.push(() => running.stop({ drainMs: 0, lastStatus: "{}" }));
  spoolUp(200);
  running.wake();
  await platform.until(() => platform.taken.length > 0);
  current = next;
  running.reconnect();
  spoolUp(100);
  await platform.until(() => new Set(platform.telemetry()).size === 300);
  expect(platform.admitted).toEqual([fingerprintOf(old), fingerprintOf(next)]);
  expect(platform.taken.filter(({ channel }) => channel === "status")).toEqual([]);
});

const fingerprintOf = ({ certificateChain }: { certificateChain: string }) =>
  new X509Certificate(certificateChain).fingerprint256.replaceAll(":", "").toLowerCase();
