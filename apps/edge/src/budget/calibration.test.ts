import { spawnSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { batchOf } from "@outstation/contracts/edge/budget-traffic";
import {
  connectCost,
  exchangeCost,
  leaveCost,
  pingCost,
  plus,
  publishBytes,
  times,
} from "@outstation/contracts/edge/budget-wire";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { systemClock as clock, manualClock, sleep } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { certificateRequest } from "../identity/device-key";
import { createNormaliser } from "../normalise/normaliser";
import { createGatherer } from "../spool/gatherer";
import { openSpool } from "../spool/spool";
import { openBrokerLink } from "../uplink/broker-link";
import { createByteMeter } from "../uplink/byte-meter";
import { startUplink } from "../uplink/uplink";
import { startCountingRelay } from "./testing/counting-relay";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: the model says what a gateway costs within 5 %. Both directions are counted on a real connection, mutual TLS to the
// embedded broker; only the gateway's clock is turned by hand, so that hours of batches pass in a second.

const WITHIN = 0.05;
const identity = { tenant: "acme", device: "gw-line-3" };
const logger = createLogger("test", "silent");
const will = { topic: upTopic(identity, "status"), payload: JSON.stringify({ online: false }) };
let folder: string;
let mqtt: number;
let credentials: Parameters<typeof openBrokerLink>[0];
/** How long the platform takes to commit a message. */
let commitMs = 0;
let relay: Awaited<ReturnType<typeof startCountingRelay>>;
let sizes: Parameters<typeof connectCost>[0];
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-budget-"));
  const pki = await openFileSigner(join(folder, "ca"), clock.now);
  ({ mqtt } = await freePorts());
  const broker = await pki.platform.serverFor(["127.0.0.1"]);
  const embedded = createEmbeddedBroker({
    ...{ host: "127.0.0.1", port: mqtt, now: clock.now, onRefused: () => undefined },
    tls: { ...broker, trusted: [pki.platform.root, pki.platform.issuing] },
  });
  await embedded.listen({ admit: async () => true, accept: () => sleep(commitMs) });
  ends.push(() => embedded.close());
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const request = await certificateRequest(key);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity, now: clock.now() });
  relay = await startCountingRelay(mqtt);
  ends.push(() => relay.close());
  credentials = {
    brokerUrl: `mqtts://127.0.0.1:${relay.port}`,
    clientId: "acme.gw-line-3",
    rootCertificate: pki.platform.root,
    certificateChain: [pem, ...pki.signer.chain()].join("\n"),
    privateKey: key,
  };
  const der = (text: string) => new X509Certificate(text).raw.length;
  sizes = {
    brokerCertificates: der(broker.certificate) + der(pki.platform.issuing),
    ownCertificates: der(pem) + der(pki.platform.issuing),
    ownCertificate: der(pem),
    brokerName: 0,
    clientId: credentials.clientId.length,
    statusTopic: will.topic.length,
  };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

const counted = () => relay.counted().up + relay.counted().down;
const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resume) => setImmediate(resume));
};
/** The share by which the forecast is off. */
const error = (forecast: number, real: number) => Math.abs(forecast - real) / real;

test("connecting and leaving", async () => {
  const before = counted();
  let subscribed = false;
  const down = { filter: `acme/d/gw-line-3/down/#`, onMessage: () => undefined };
  const meter = createByteMeter();
  const link = await openBrokerLink({ ...credentials, meter }, will, new AbortController().signal, down);
  // PUBACK comes after SUBACK.
  await link.publish(will.topic, "{}").then(() => {
    subscribed = true;
  });
  await until(() => subscribed);
  await link.leave(1000);
  const said = exchangeCost({ plain: publishBytes(2, will.topic.length), messages: 1 });
  const forecast = plus(connectCost(sizes), said, leaveCost()).stream;
  await until(() => counted() - before >= forecast * (1 - WITHIN));
  expect(error(forecast, counted() - before)).toBeLessThan(WITHIN);
  expect(meter.total()).toBe(counted() - before);
});

test("keeping the connection alive", async () => {
  const link = await openBrokerLink({ ...credentials, keepAliveS: 1 }, will, new AbortController().signal);
  const before = counted();
  const ping = pingCost().stream;
  await until(() => counted() - before >= 2 * ping);
  expect(counted() - before).toBe(2 * ping);
  await link.leave(1000);
});

/** TCP segments of the gateway's connection, both ways, as the kernel counts them; null where it does not say. */
function segments(): number | null {
  const found = spawnSync("ss", ["-tinH", `dport = :${relay.port}`], { encoding: "utf8" });
  const counts = [...(found.stdout ?? "").matchAll(/\bsegs_(?:in|out):(\d+)/g)].map(([, count]) => Number(count));
  return counts.length === 2 ? counts.reduce((sum, count) => sum + count, 0) : null;
}

test("segments and ACKs, where the platform commits after a receiver's delayed ACK", async (context) => {
  const link = await openBrokerLink(credentials, will, new AbortController().signal);
  const before = { bytes: counted(), segments: segments() };
  if (before.segments === null) {
    console.log("skipped: ss (iproute2) does not tell this kernel's segment counts");
    await link.leave(1000);
    return context.skip();
  }
  // Linux delays an ACK by 40 ms at least.
  commitMs = 60;
  const MESSAGES = 15;
  const payload = Buffer.alloc(400);
  const passed = () => (segments() ?? 0) - (before.segments ?? 0);
  for (let count = 1; count <= MESSAGES; count++) {
    await link.publish(upTopic(identity, "telemetry"), payload);
    // As between two batches: the next message comes after the last ACK, and cannot carry it.
    await until(() => passed() >= 4 * count);
  }
  commitMs = 0;
  const plain = publishBytes(payload.length, upTopic(identity, "telemetry").length);
  const forecast = times(exchangeCost({ plain, messages: 1 }), MESSAGES).wire;
  const wire = counted() - before.bytes + 52 * passed();
  console.log(`${forecast} bytes of IP foreseen, ${wire} counted`);
  expect(error(forecast, wire)).toBeLessThan(WITHIN);
  await link.leave(1000);
});

const numbers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ name: `temperature-${index}`, table: "holding" as const, address: index * 2, type: "float32" as const },
  }));
const modbus = (id: string, device: string, pollMs: number, count: number) => ({
  ...{ id, device, driver: "modbus", host: "127.0.0.1", port: 502, unitId: 1, pollMs, points: numbers(count) },
});

test.each([
  { name: "one meter, a batch a minute", batchMs: 60_000, share: 1, sources: [modbus("a", "meter-1", 60_000, 5)] },
  {
    name: "three devices of different pace, one write a batch",
    ...{ batchMs: 10_000, share: 1 },
    sources: [modbus("a", "m-1", 1_000, 8), modbus("b", "m-2", 5_000, 20), modbus("c", "m-3", 10_000, 2)],
  },
  {
    name: "points that seldom change, with a heartbeat",
    batchMs: 5_000,
    share: 0.05,
    sources: [modbus("a", "m-1", 5_000, 30)],
  },
])("$name", async ({ batchMs, share, sources }) => {
  const edgePackage = EdgePackage.parse({
    ...{ version: 1, tenant: "acme", gateway: "gw-line-3", sources },
    reporting: { batchMs, heartbeatMs: 300_000 },
  });
  const BATCHES = 200;
  const behaviour = () => ({ changeShare: share, valueBytes: 5 });
  const forecast = forecastOf(edgePackage, BATCHES, behaviour);
  const { real, readings } = await run(edgePackage, BATCHES, share);
  console.log(
    `${Math.round(readings)} readings: ${Math.round(forecast.stream)} bytes foreseen, ${real} counted, ${(100 * (forecast.stream / real - 1)).toFixed(1)} %`,
  );
  expect(error(forecast.stream, real)).toBeLessThan(WITHIN);
});

function forecastOf(edgePackage: EdgePackage, batches: number, behaviour: Parameters<typeof batchOf>[1]) {
  const batch = batchOf(edgePackage, behaviour);
  const plain = batch.messages * publishBytes(batch.payload / batch.messages, upTopic(identity, "telemetry").length);
  return times(exchangeCost({ plain, messages: batch.messages }), batches * batch.share);
}

/** The real way from a source's samples to the broker, batch by batch. */
async function run(edgePackage: EdgePackage, batches: number, share: number) {
  const { batchMs, heartbeatMs } = edgePackage.reporting;
  const time = manualClock(Date.UTC(2026, 5, 1));
  const spool = openSpool({ file: join(folder, `${edgePackage.sources.length}-${batchMs}.db`), clock: time });
  const gatherer = createGatherer(spool, () => undefined);
  const random = seeded(7);
  const lines = edgePackage.sources.map((source) => {
    const normaliser = createNormaliser({ points: source.points, heartbeatMs, clock: time });
    normaliser.sourceIs("connected");
    const pollMs = (source as { pollMs: number }).pollMs;
    const values = source.points.map(() => 10);
    const sample = () =>
      source.points.map(({ name: point }, index) => {
        // Five characters: 10.01 to 99.99, never the one before.
        if (random() < share) values[index] = nextValue(values[index] ?? 10, random);
        return { point, value: values[index], sourceTime: null, status: { protocol: "modbus", fault: null } as const };
      });
    return { source, normaliser, pollMs, sample };
  });
  const up = startUplink({ identity, credentials: () => credentials, spool, logger, onConnected: () => {} });
  await up.connectedOnce;
  let readings = 0;
  const take = (device: string, made: Parameters<typeof gatherer.add>[1]) => {
    readings += made.length;
    gatherer.add(device, made);
  };
  const stepMs = Math.min(...lines.map(({ pollMs }) => pollMs));
  const batch = async () => {
    for (let at = 0; at < batchMs; at += stepMs) {
      time.advance(stepMs);
      for (const { source, normaliser, pollMs, sample } of lines)
        if (time.now() % pollMs === 0) take(source.device, normaliser.accept(sample()));
    }
    for (const { source, normaliser } of lines) take(source.device, normaliser.heartbeat());
    const answered = relay.counted().down;
    const messages = gatherer.flush();
    if (messages === 0) return;
    up.wake();
    await until(() => relay.counted().down - answered >= exchangeCost({ plain: 0, messages }).stream - 22);
  };
  // The first batch has every point, changed or not.
  await batch();
  await until(() => spool.level().messages === 0);
  const before = counted();
  readings = 0;
  for (let count = 0; count < batches; count++) await batch();
  const real = counted() - before;
  await up.stop({ drainMs: 0, lastStatus: "{}" });
  spool.close();
  return { real, readings };
}

function nextValue(before: number, random: () => number): number {
  for (;;) {
    const next = (1000 + Math.floor(random() * 8999)) / 100;
    if (next !== before && String(next).length === 5) return next;
  }
}

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
