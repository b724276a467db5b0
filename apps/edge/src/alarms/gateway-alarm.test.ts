import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmbeddedBroker } from "@outstation/adapters/embedded-broker";
import { openFileSigner } from "@outstation/adapters/signer";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { decodeEvent } from "@outstation/contracts/mqtt/event";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { decodeTelemetry } from "@outstation/contracts/mqtt/telemetry";
import { systemClock as clock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { ServerTCP } from "modbus-serial";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startGateway } from "../compose";
import { certificateRequest, openDeviceKey } from "../identity/device-key";
import { silentProgress } from "../identity/progress";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a limit is watched and its output driven while the platform cannot be reached, and told when it can: with a real
// Modbus device, over real MQTT and TLS.

const named = { tenant: "acme", device: "gw-1" };
/** A pump: its temperature in a register, its horn at a coil. */
const pump = { temperature: 40, horn: false };
const heard: { channel: string; payload: Uint8Array }[] = [];
const ends: (() => Promise<unknown>)[] = [];
let dataDir: string;
let ports: Awaited<ReturnType<typeof freePorts>>;
let pki: Awaited<ReturnType<typeof openFileSigner>>;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "outstation-alarm-"));
  pki = await openFileSigner(join(dataDir, "ca"), Date.now);
  ports = await freePorts();
  const device = new ServerTCP(
    {
      getHoldingRegister: () => pump.temperature,
      getMultipleHoldingRegisters: (_first: number, length: number) => Array(length).fill(pump.temperature),
      getCoil: () => pump.horn,
      setCoil: (_address: number, on: boolean) => {
        pump.horn = on;
      },
    },
    { host: "127.0.0.1", port: ports.acmeModbus, unitID: 1 },
  );
  await once(device, "initialized");
  ends.push(() => new Promise<void>((resolve) => device.close(() => resolve())));
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(dataDir, { recursive: true, force: true });
});

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 30_000 });
const events = () =>
  heard
    .filter(({ channel }) => channel === "event")
    .map(({ payload }) => {
      const decoded = decodeEvent(payload);
      if (!("known" in decoded)) throw new Error(decoded.problem.message);
      return decoded.event;
    });
const values = () =>
  heard
    .filter(({ channel }) => channel === "telemetry")
    .flatMap(({ payload }) => decodeTelemetry(payload).readings.map(({ value }) => value));
const lastStatus = () =>
  heard
    .filter(({ channel }) => channel === "status")
    .map(({ payload }) => DeviceStatus.parse(JSON.parse(Buffer.from(payload).toString())))
    .at(-1);

const modbus = { host: "127.0.0.1", unitId: 1 } as const;
const edgePackage = () =>
  EdgePackage.parse({
    ...{ version: 1, tenant: "acme", gateway: "gw-1", reporting: { batchMs: 100, heartbeatMs: 60_000 } },
    sources: [
      {
        ...{ ...modbus, id: "pump", driver: "modbus", device: "pump-7", port: ports.acmeModbus, pollMs: 250 },
        points: [{ name: "temperature", table: "holding", address: 0, type: "uint16" }],
      },
    ],
    alarms: {
      limits: [{ id: "hot", device: "pump-7", point: "temperature", kind: "high", setpoint: 80, deadband: 5 }],
      outputs: [{ ...modbus, id: "horn", kind: "modbus-coil", port: ports.acmeModbus, address: 3 }],
      grants: [{ alarm: "hot", output: "horn" }],
    },
  });

async function gateway() {
  const privateKey = await openDeviceKey(dataDir);
  const request = await certificateRequest(privateKey);
  const { pem } = await pki.signer.issue({ certificateRequest: request, identity: named, now: Date.now() });
  return startGateway({
    ...{ dataDir, software: "outstation-edge test", clock, logger: createLogger("test", "silent") },
    progress: silentProgress,
    identity: {
      ...{ ...named, certificate: pem, chain: [...pki.signer.chain()], privateKey, claimSha256: "" },
      ...{ brokerUrl: `mqtts://127.0.0.1:${ports.mqtt}`, rootCertificate: pki.platform.root },
      edgePackage: edgePackage(),
    },
  });
}

test("the horn sounds without the platform, which learns of it when it can be reached; at the end it is silent", async () => {
  const running = await gateway();
  ends.unshift(() => running.stop());
  pump.temperature = 81;
  await until(() => pump.horn);

  const tls = await pki.platform.serverFor(["127.0.0.1"]);
  const broker = createEmbeddedBroker({
    ...{ host: "127.0.0.1", port: ports.mqtt, now: Date.now, onRefused: () => undefined },
    tls: { ...tls, trusted: [pki.platform.root, pki.platform.issuing] },
  });
  await broker.listen({ admit: async () => true, accept: async (message) => void heard.push(message) });
  ends.push(() => broker.close());
  await until(() => events().length > 0);
  expect(events()).toMatchObject([{ alarm: "hot", device: "pump-7", state: "active", value: 81, packageVersion: 1 }]);
  await until(() => lastStatus()?.outputs?.[0]?.state === "on");
  expect(lastStatus()).toMatchObject({ alarms: { count: 1, active: [{ id: "hot", point: "temperature" }] } });

  // Within the deadband it is an alarm still, and the next one is told only after it was over.
  pump.temperature = 78;
  await until(() => values().includes(78));
  expect(pump.horn).toBe(true);
  pump.temperature = 70;
  await until(() => !pump.horn);
  await until(() => events().length > 1);
  pump.temperature = 90;
  await until(() => pump.horn);
  await running.stop();
  ends.shift();
  expect(pump.horn).toBe(false);
  expect(events().map(({ state }) => state)).toEqual(["active", "normal", "active"]);
});
