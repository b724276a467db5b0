import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { createLogger } from "@outstation/kit/logger";
import type { IConnectPacket } from "mqtt-packet";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openFileSigner } from "../signer/file-signer";
import type { BridgeDoors } from "./delivery";
import { createMqttBridge, type MqttBridge, type MqttBridgeOptions } from "./mqtt-bridge";
import { type ScriptedBroker, startScriptedBroker } from "./testing/scripted-broker";

// Promise: a broker that refuses, lies, floods or falls silent costs time and never a message, and is told of once.

const topic = upTopic({ tenant: "acme", device: "gw-1" }, "telemetry");
const logger = createLogger("bridge-test", "silent");
const stops: (() => Promise<void>)[] = [];
let errors: string[] = [];
let warnings: string[] = [];

beforeEach(() => {
  [errors, warnings] = [[], []];
  vi.spyOn(logger, "error").mockImplementation((...line: unknown[]) => void errors.push(String(line.at(-1))));
  vi.spyOn(logger, "warn").mockImplementation((...line: unknown[]) => void warnings.push(String(line.at(-1))));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function bridgeTo(url: string, doors: BridgeDoors, options: Partial<MqttBridgeOptions> = {}): MqttBridge {
  const bridge = createMqttBridge({
    ...{ url, group: "g", instance: "a", connections: 1, inFlightMax: 10, bytesInFlightMax: 1_000_000 },
    ...{ now: Date.now, logger, backoff: { baseMs: 1, maxMs: 5 } },
    ...options,
  });
  stops.push(() => bridge.close());
  void bridge.listen(doors);
  return bridge;
}

async function broker(tls?: Parameters<typeof startScriptedBroker>[0]): Promise<ScriptedBroker> {
  const started = await startScriptedBroker(tls);
  stops.push(started.stop);
  return started;
}
const at = ({ port }: ScriptedBroker) => `mqtt://127.0.0.1:${port}`;
const connects = ({ heard }: ScriptedBroker) =>
  heard.filter((packet): packet is IConnectPacket => packet.cmd === "connect");
const isUp = (bridge: MqttBridge, connections = 1) =>
  vi.waitFor(() => expect(bridge.status().connected).toBe(connections), { timeout: 5_000 });

test("its sessions outlive its connections and keep their names, and its subscription is shared at QoS 1", async () => {
  const there = await broker();
  const login = { username: "bridge", password: "secret" };
  await isUp(bridgeTo(at(there), { accept: async () => undefined }, { connections: 2, login }), 2);
  const hellos = connects(there).toSorted((a, b) => a.clientId.localeCompare(b.clientId));
  expect(hellos.map(({ clientId }) => clientId)).toEqual(["g-a-0", "g-a-1"]);
  expect(hellos[0]).toMatchObject({ protocolVersion: 5, clean: false, username: "bridge" });
  expect(hellos[0]?.properties).toMatchObject({ sessionExpiryInterval: 604_800, receiveMaximum: 10 });
  expect(there.heard.filter(({ cmd }) => cmd === "subscribe")).toMatchObject([
    { subscriptions: [{ topic: "$share/g/+/d/+/up/#", qos: 1 }] },
    { subscriptions: [{ topic: "$share/g/+/d/+/up/#", qos: 1 }] },
  ]);
});

test("PUBACKs go out in the order of the messages, whatever order they become safe in", async () => {
  const there = await broker();
  const waiting: (() => void)[] = [];
  const bridge = bridgeTo(at(there), { accept: () => new Promise<void>((resolve) => void waiting.push(resolve)) });
  await isUp(bridge);
  for (let i = 0; i < 10; i++) there.publish(topic, String(i));
  await vi.waitFor(() => expect(waiting).toHaveLength(10));
  for (const resolve of waiting.reverse()) resolve();
  await vi.waitFor(() => expect(there.pubacks).toHaveLength(10));
  expect(there.pubacks.map(({ payload }) => payload)).toEqual(Array.from({ length: 10 }, (_, i) => String(i)));
});

test("a refusal is an error once, and the bridge is there as soon as the broker thinks better of it", async () => {
  const there = await broker();
  there.script.connack = 0x87;
  const bridge = bridgeTo(at(there), { accept: async () => undefined }, { connections: 3 });
  await vi.waitFor(() => expect(connects(there).length).toBeGreaterThan(9));
  expect(errors).toEqual(["the bridge gets no further: the broker refused us: we are not authorized (0x87)"]);
  there.script.connack = 0;
  await isUp(bridge, 3);
});

test("a subscription granted at QoS 0 is none", async () => {
  const there = await broker();
  there.script.suback = 0;
  const bridge = bridgeTo(at(there), { accept: async () => undefined });
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  expect(errors[0]).toContain("it grants QoS 0");
  expect(bridge.status().connected).toBe(0);
});

test("a log that takes nothing is tried again with longer and longer waits, and becomes an error", async () => {
  const there = await broker();
  const backoff = { baseMs: 1, maxMs: 40 };
  let calls = 0;
  const accept = async () => {
    calls++;
    throw new Error("the log is away");
  };
  const bridge = bridgeTo(at(there), { accept }, { backoff });
  await isUp(bridge);
  there.publish(topic, "1");
  await vi.waitFor(() => expect(errors).toEqual(["the bridge gets no further: a message was not taken over"]), {
    timeout: 5_000,
  });
  expect(warnings).toEqual(Array.from({ length: 7 }, () => "a message was not taken over"));
  expect(calls).toBe(8);
  expect(there.pubacks).toEqual([]);
});

describe.each([0, 1] as const)("a flood at QoS %i that knows no Receive Maximum", (qos) => {
  test("is taken in at the bridge's own pace, whole", async () => {
    const there = await broker();
    there.script.ignoresReceiveMaximum = true;
    const waiting: (() => void)[] = [];
    let most = 0;
    const bridge = bridgeTo(at(there), {
      accept: () =>
        new Promise<void>((resolve) => {
          waiting.push(resolve);
          most = Math.max(most, waiting.length);
        }),
    });
    await isUp(bridge);
    for (let i = 0; i < 5000; i++) there.publish(topic, `${i} ${"x".repeat(200)}`, qos);
    let done = 0;
    await vi.waitFor(
      () => {
        for (const resolve of waiting.splice(0)) {
          resolve();
          done++;
        }
        expect(done).toBe(5000);
      },
      { timeout: 20_000, interval: 1 },
    );
    expect(most).toBe(10);
    await vi.waitFor(() => expect(there.pubacks).toHaveLength(qos * 5000));
  }, 30_000);
});

test("a connection that is cut in the middle loses nothing", async () => {
  const there = await broker();
  const accepted = new Set<string>();
  const bridge = bridgeTo(at(there), {
    accept: async ({ payload }) => {
      const name = Buffer.from(payload).toString();
      if (!accepted.has(name) && accepted.add(name).size % 40 === 0) there.cut();
      await new Promise(setImmediate);
    },
  });
  await isUp(bridge);
  for (let i = 0; i < 400; i++) there.publish(topic, String(i));
  await vi.waitFor(() => expect(accepted.size).toBe(400), { timeout: 10_000 });
  await vi.waitFor(() => expect(new Set(there.pubacks.map(({ payload }) => payload)).size).toBe(400));
  expect(connects(there).length).toBeGreaterThan(5);
});

test("a broker that falls silent is left for a new connection", async () => {
  const there = await broker();
  there.script.answersPings = false;
  const bridge = bridgeTo(at(there), { accept: async () => undefined }, { keepAliveSeconds: 1 });
  await isUp(bridge);
  await vi.waitFor(() => expect(warnings).toContain("the broker fell silent"), { timeout: 5_000 });
  await vi.waitFor(() => expect(connects(there).length).toBeGreaterThan(1));
});

describe("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "outstation-bridge-tls-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a broker whose certificate is of another authority, or for another name, hears not a word of MQTT", async () => {
    const ours = await openFileSigner(join(folder, "ours"), Date.now);
    const others = await openFileSigner(join(folder, "others"), Date.now);
    const { certificate: cert, key } = await ours.platform.serverFor(["127.0.0.1"]);
    const there = await broker({ cert, key });
    const doors: BridgeDoors = { accept: async () => undefined };
    const foreign = { tls: { trusted: [others.platform.root] } };
    bridgeTo(`mqtts://127.0.0.1:${there.port}`, doors, foreign);
    await vi.waitFor(() => expect(errors).toHaveLength(1), { timeout: 5_000 });
    bridgeTo(`mqtts://localhost:${there.port}`, doors, { instance: "b", tls: { trusted: [ours.platform.root] } });
    await vi.waitFor(() => expect(errors).toHaveLength(2), { timeout: 5_000 });
    expect(errors[0]).toContain("the broker cannot be reached");
    expect(there.heard).toEqual([]);
    await isUp(
      bridgeTo(`mqtts://127.0.0.1:${there.port}`, doors, { instance: "c", tls: { trusted: [ours.platform.root] } }),
    );
  });

  test("without TLS it goes no further than this machine", () => {
    expect(() => bridgeTo("mqtt://emqx.internal:1883", { accept: async () => undefined })).toThrow(
      expect.objectContaining({ code: "bridge.address" }),
    );
  });
});

test("options that cannot be are refused by name", () => {
  const doors: BridgeDoors = { accept: async () => undefined };
  expect(() => bridgeTo("http://127.0.0.1", doors)).toThrow(expect.objectContaining({ code: "bridge.address" }));
  expect(() => bridgeTo("mqtt://127.0.0.1", doors, { group: "a/b" })).toThrow("its group and instance");
  expect(() => bridgeTo("mqtt://127.0.0.1", doors, { inFlightMax: 70_000 })).toThrow("1 to 65535 messages");
});
