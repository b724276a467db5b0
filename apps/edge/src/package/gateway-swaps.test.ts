import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { canonicalJson } from "@outstation/contracts/edge/signed";
import { sha256OfBody } from "@outstation/contracts/edge/verify-signed";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { decodeTelemetry } from "@outstation/contracts/mqtt/telemetry";
import { downTopic } from "@outstation/contracts/mqtt/topics";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { createPowerMeter } from "@outstation/local/hardware/machines/power-meter";
import { startModbusMeter } from "@outstation/local/hardware/modbus/meter";
import { freePorts } from "@outstation/local/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { demoFleet } from "../../../../prisma/seed/demo-fleet";
import { startGateway } from "../compose";
import { certificateRequest, openDeviceKey } from "../identity/device-key";
import { silentProgress } from "../identity/progress";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a package that the platform sends is at work within the running gateway: over real MQTT and TLS, with a real meter.

const named = { tenant: "acme", device: "gw-1" };
let dataDir: string;
const ends: (() => Promise<unknown>)[] = [];
const heard: { channel: string; payload: Uint8Array }[] = [];
let send: (topic: string, payload: Uint8Array) => Promise<boolean>;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let brokerUrl: string;
let meter: EdgePackage["sources"][number];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "outstation-swap-"));
  pki = await openFileSigner(join(dataDir, "ca"), Date.now);
  const ports = await freePorts();
  const tls = await pki.platform.serverFor(["127.0.0.1"]);
  const broker = createEmbeddedBroker({
    ...{ host: "127.0.0.1", port: ports.mqtt, now: Date.now, onRefused: () => undefined },
    tls: { ...tls, trusted: [pki.platform.root, pki.platform.issuing] },
  });
  await broker.listen({ admit: async () => true, accept: async (message) => void heard.push(message) });
  brokerUrl = `mqtts://127.0.0.1:${ports.mqtt}`;
  send = (topic, payload) => broker.send(topic, payload);
  const source = demoFleet(ports)
    .flatMap(({ edgePackage }) => edgePackage.sources)
    .find(({ driver }) => driver === "modbus");
  if (source?.driver !== "modbus") throw new Error("the demo fleet has no meter");
  meter = { ...source, pollMs: 250 };
  const machine = createPowerMeter({ startedAt: clock.now(), powerKw: () => 61.5, meanKw: 60 });
  const running = await startModbusMeter({ source, machine, clock });
  ends.push(
    () => running.stop(),
    () => broker.close(),
  );
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

const packageOf = (version: number, sources: EdgePackage["sources"]) =>
  EdgePackage.parse({
    version,
    tenant: "acme",
    gateway: "gw-1",
    reporting: { batchMs: 100, heartbeatMs: 60_000 },
    sources,
  });

const statuses = () =>
  heard
    .filter(({ channel }) => channel === "status")
    .map(({ payload }) => DeviceStatus.parse(JSON.parse(Buffer.from(payload).toString())));
const pointsHeard = () =>
  heard
    .filter(({ channel }) => channel === "telemetry")
    .flatMap(({ payload }) => decodeTelemetry(payload).readings.map(({ point }) => point));
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 30_000 });

test("sources of a new package report, those it no longer has stop, and the gateway says which package it runs", async () => {
  const privateKey = await openDeviceKey(dataDir);
  const request = await certificateRequest(privateKey);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now: Date.now() });
  const gateway = await startGateway({
    ...{ dataDir, software: "outstation-edge test", clock, logger: createLogger("test", "silent") },
    progress: silentProgress,
    identity: {
      ...{ ...named, certificate: pem, chain: [...pki.signer.chain()], brokerUrl, privateKey, claimSha256: "" },
      ...{ rootCertificate: pki.platform.root, signingKeys: [...pki.documents.signingKeys()] },
      edgePackage: packageOf(1, []),
    },
  });
  ends.unshift(() => gateway.stop());
  await until(() => statuses().some(({ packageVersion }) => packageVersion === 1));
  const publish = async (edgePackage: EdgePackage) => {
    const signed = await pki.documents.sign("edge package", canonicalJson(edgePackage));
    const payload = Buffer.from(JSON.stringify({ edgePackage: signed }));
    await vi.waitUntil(() => send(downTopic(named, "config"), payload), { timeout: 10_000 });
    return sha256OfBody(signed.body);
  };

  const sha256 = await publish(packageOf(2, [meter]));
  await until(() => pointsHeard().length > 0);
  await until(() => statuses().at(-1)?.sources?.[0]?.state === "connected");
  expect(statuses().at(-1)).toMatchObject({ packageVersion: 2, packageSha256: sha256 });

  // Renamed, with everything that was connected before still there: it takes over at once.
  const points = meter.points.map((point) => ({ ...point, name: `renamed/${point.name}` }));
  await publish(packageOf(3, [{ ...meter, points } as EdgePackage["sources"][number]]));
  await until(() => pointsHeard().some((name) => name.startsWith("renamed/")));
  await until(() => statuses().at(-1)?.packageVersion === 3);
  await publish(packageOf(4, []));
  await until(() => statuses().at(-1)?.packageVersion === 4);
  expect(statuses().at(-1)?.sources).toEqual([]);
});
