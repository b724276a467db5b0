import { upTopic } from "@outstation/contracts/mqtt/topics";
import type { RawMessage } from "@outstation/contracts/streams/raw-message";
import { fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { findMosquitto, startMosquitto } from "@outstation/local/mosquitto/mosquitto";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { BridgeDoors, Unroutable } from "./delivery";
import { createMqttBridge, type MqttBridge, type MqttBridgeOptions } from "./mqtt-bridge";
import { type Side, startMosquittoSide, startScriptedSide } from "./testing/side";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

// Promise: what a device's broker took is handed over until it is safe, and only then acknowledged, by whatever broker.

const program = findMosquitto();
if (program === null) console.warn("mosquitto 2 is not installed: skipped what a real broker makes of the bridge");

const logger = createLogger("bridge-test", "silent");
const topic = upTopic({ tenant: "acme", device: "gw-1" }, "telemetry");
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ topic, payload: String(from + index) }));
const text = ({ payload }: { payload: Uint8Array }) => Buffer.from(payload).toString();
const numbersIn = (messages: readonly { payload: Uint8Array }[]) =>
  [...new Set(messages.map(text))].map(Number).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each([
  ["the scripted broker", false, startScriptedSide],
  [
    "mosquitto",
    program === null,
    () => startMosquittoSide((place) => startMosquitto({ program: program ?? "", ...place })),
  ],
] as const)("%s", (_name, skipped, startSide) => {
  describe.skipIf(skipped)("and the bridge", () => {
    let side: Side;
    const bridges: MqttBridge[] = [];
    let groups = 0;
    let group = "";

    beforeAll(async () => {
      side = await startSide();
    });
    afterAll(() => side.stop());
    afterEach(async () => {
      await Promise.all(bridges.splice(0).map((bridge) => bridge.close()));
    });

    /** A bridge whose subscriptions stand. A group of its own for each test, unless it is to be one that was before. */
    async function bridgeTo(doors: BridgeDoors, options: Partial<MqttBridgeOptions> = {}): Promise<MqttBridge> {
      if (options.group === undefined) group = `g${groups++}`;
      const bridge = createMqttBridge({
        ...side.address,
        ...{ group, instance: "a", connections: 2, inFlightMax: 50, bytesInFlightMax: 10_000_000 },
        ...{ now: () => 1_732_420_000_123, logger, backoff: { baseMs: 1, maxMs: 5 } },
        ...options,
      });
      bridges.push(bridge);
      await bridge.listen(doors);
      await vi.waitFor(() => expect(bridge.status().connected).toBe(options.connections ?? 2), { timeout: 10_000 });
      return bridge;
    }

    test("a message comes with who sent it by its topic, its payload to the last byte, and our time", async () => {
      const accepted: RawMessage[] = [];
      const bridge = await bridgeTo({ accept: async (message) => void accepted.push(message) });
      const payload = '{"ts":1,"values":{"größe":1}}';
      await side.publish([{ topic: "globex/d/pump_7/up/event", payload }]);
      await vi.waitFor(() => expect(bridge.status().acknowledged).toBe(1));
      expect(accepted.map((message) => ({ ...message, payload: text(message) }))).toEqual([
        { tenant: "globex", device: "pump_7", channel: "event", payload, receivedAt: 1_732_420_000_123 },
      ]);
    });

    test("what is not safe yet is not acknowledged: the next bridge of the name gets it, and nothing of the rest", async () => {
      const log = deferred();
      const first = await bridgeTo({
        accept: async (message) => void (Number(text(message)) >= 20 && (await log.promise)),
      });
      await side.publish(numbered(30));
      await vi.waitFor(() => expect(first.status()).toMatchObject({ received: 30, acknowledged: 20 }));
      const closed = first.close();
      log.reject(new Error("the log is away"));
      await closed;
      const again: RawMessage[] = [];
      const second = await bridgeTo({ accept: async (message) => void again.push(message) }, { group });
      await vi.waitFor(() => expect(second.status().acknowledged).toBe(10));
      expect(numbersIn(again)).toEqual(upTo(30).slice(20));
    });

    test("acknowledgments keep the order: while the first is not safe, none behind it is acknowledged", async () => {
      const log = deferred();
      const bridge = await bridgeTo(
        { accept: (message) => (text(message) === "0" ? log.promise : Promise.resolve()) },
        { connections: 1 },
      );
      await side.publish(numbered(40));
      await vi.waitFor(() => expect(bridge.status()).toMatchObject({ received: 40, held: 1 }));
      expect(bridge.status().acknowledged).toBe(0);
      log.resolve();
      await vi.waitFor(() => expect(bridge.status().acknowledged).toBe(40));
    });

    test("a message that is refused drops the connection and comes again, with those behind it, until it is taken", async () => {
      const accepted: RawMessage[] = [];
      let refusals = 5;
      const bridge = await bridgeTo({
        accept: async (message) => {
          if (text(message) === "7" && refusals-- > 0) throw new Error("the log is away");
          accepted.push(message);
        },
      });
      await side.publish(numbered(100));
      await vi.waitFor(() => expect(bridge.status()).toMatchObject({ held: 0, connected: 2 }), { timeout: 10_000 });
      await vi.waitFor(() => expect(numbersIn(accepted)).toEqual(upTo(100)), { timeout: 10_000 });
      expect(refusals).toBe(-1);
    });

    test("it holds as many as its connections may, however many wait, and the rest stays with the broker", async () => {
      const waiting: (() => void)[] = [];
      let most = 0;
      const bridge = await bridgeTo(
        {
          accept: () =>
            new Promise<void>((resolve) => {
              waiting.push(resolve);
              most = Math.max(most, bridge.status().held);
            }),
        },
        { connections: 3, inFlightMax: 10 },
      );
      await side.publish(numbered(300));
      for (let done = 0; done < 300; done += 30) {
        await vi.waitFor(() => expect(waiting).toHaveLength(30), { timeout: 10_000 });
        expect(bridge.status().acknowledged).toBeLessThanOrEqual(done);
        for (const resolve of waiting.splice(0)) resolve();
      }
      await vi.waitFor(() => expect(bridge.status()).toMatchObject({ received: 300, acknowledged: 300, held: 0 }));
      expect(most).toBe(30);
    });

    test("it stops reading at its bound of bytes, and goes on when there is room", async () => {
      const waiting: (() => void)[] = [];
      const bytes = 20_000;
      const bridge = await bridgeTo(
        { accept: () => new Promise<void>((resolve) => void waiting.push(resolve)) },
        { connections: 1, inFlightMax: 1000, bytesInFlightMax: 5 * bytes },
      );
      let most = 0;
      await side.publish(Array.from({ length: 100 }, () => ({ topic, payload: "x".repeat(bytes) })));
      await vi.waitFor(
        () => {
          most = Math.max(most, bridge.status().heldBytes);
          if (bridge.status().heldBytes >= 5 * bytes) for (const resolve of waiting.splice(0)) resolve();
          if (bridge.status().received === 100) for (const resolve of waiting.splice(0)) resolve();
          expect(bridge.status().acknowledged).toBe(100);
        },
        { timeout: 20_000, interval: 5 },
      );
      // One read of the socket, of 64 KiB, can come on top.
      expect(most).toBeLessThanOrEqual(5 * bytes + 65_536 + bytes);
    });

    test("what has no place is handed on, acknowledged, and holds nothing up", async () => {
      const accepted: RawMessage[] = [];
      const astray: Unroutable[] = [];
      const bridge = await bridgeTo({
        accept: async (message) => {
          if (message.tenant === "gone") throw fault("tenant.not_found", "The tenant does not exist.");
          accepted.push(message);
        },
        unroutable: async (message) => {
          astray.push(message);
          if (message.reason === "tenant") throw new Error("quarantine is full");
        },
      });
      const topics = [
        "Not A Slug/d/x/up/telemetry",
        "acme/d/gw-1/up/weather",
        "acme/d/gw-1/up",
        "gone/d/gw-1/up/event",
      ];
      await side.publish([...topics, topic, topic].map((to) => ({ topic: to, payload: "x" })));
      await vi.waitFor(() => expect(bridge.status().acknowledged).toBe(6));
      expect(accepted).toHaveLength(2);
      expect(astray.map((message) => [message.reason, message.topic]).sort()).toEqual([
        ["tenant", topics[3]],
        ["topic", topics[0]],
        ["topic", topics[2]],
        ["topic", topics[1]],
      ]);
      expect(bridge.status().unroutable).toBe(4);
    });

    test("what came while no bridge was there is waiting for the one that comes back", async () => {
      const first = await bridgeTo({ accept: async () => undefined });
      await first.close();
      await side.publish(numbered(60));
      const accepted: RawMessage[] = [];
      await bridgeTo({ accept: async (message) => void accepted.push(message) }, { group });
      await vi.waitFor(() => expect(numbersIn(accepted)).toEqual(upTo(60)));
    });

    test("a bridge that is closed acknowledges first what becomes safe meanwhile", async () => {
      const waiting: (() => void)[] = [];
      const first = await bridgeTo({ accept: () => new Promise<void>((resolve) => void waiting.push(resolve)) });
      await side.publish(numbered(25));
      await vi.waitFor(() => expect(first.status().held).toBe(25));
      const closed = first.close();
      for (const resolve of waiting) resolve();
      await closed;
      await side.publish(numbered(1, 25));
      const again: RawMessage[] = [];
      const second = await bridgeTo({ accept: async (message) => void again.push(message) }, { group });
      await vi.waitFor(() => expect(second.status().acknowledged).toBe(1));
      expect(numbersIn(again)).toEqual([25]);
    });
  });
});

function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}
