import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { createLogger } from "@outstation/kit/logger";
import { findMosquitto, startMosquitto } from "@outstation/local/mosquitto/mosquitto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createMqttBridge } from "./mqtt-bridge";
import type { BridgeProcessOptions } from "./testing/bridge-process";
import { type MosquittoSide, startMosquittoSide } from "./testing/side";

// Promise: whichever of broker and bridge is killed, and when, every message the broker has on disk is handed over at least once.

const program = findMosquitto();
if (program === null) console.warn("mosquitto 2 is not installed: skipped kill -9 of a broker and of a bridge");

const topic = upTopic({ tenant: "acme", device: "gw-1" }, "telemetry");
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ topic, payload: String(from + index) }));
const bridgeProcess = fileURLToPath(new URL("./testing/bridge-process.ts", import.meta.url));

describe.skipIf(program === null)("kill -9", () => {
  const folder = mkdtempSync(join(tmpdir(), "outstation-kill-"));
  let side: MosquittoSide;
  beforeAll(async () => {
    side = await startMosquittoSide((place) => startMosquitto({ program: program ?? "", ...place }));
  });
  afterAll(async () => {
    await side.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const optionsOf = (group: string) => ({
    ...side.address,
    ...{ group, instance: "a", connections: 3, inFlightMax: 50, bytesInFlightMax: 10_000_000 },
    backoff: { baseMs: 5, maxMs: 50 },
  });

  test("of the broker, in the middle: the bridge comes back to it by itself and gets the rest", async () => {
    const counts = new Map<string, number>();
    let isOpen = false;
    const waiting: (() => void)[] = [];
    const logger = createLogger("bridge-test", "silent");
    const bridge = createMqttBridge({ ...optionsOf("broker"), now: Date.now, logger });
    await bridge.listen({
      accept: async ({ payload }) => {
        if (!isOpen) await new Promise<void>((resolve) => void waiting.push(resolve));
        const name = Buffer.from(payload).toString();
        counts.set(name, (counts.get(name) ?? 0) + 1);
        await new Promise(setImmediate);
      },
    });
    await vi.waitFor(() => expect(bridge.status().connected).toBe(3), { timeout: 5_000 });
    await side.publish(numbered(3000));
    await side.broker().save();
    isOpen = true;
    for (const resolve of waiting) resolve();
    await vi.waitFor(() => expect(counts.size).toBeGreaterThan(800), { timeout: 10_000, interval: 1 });
    await side.broker().kill();
    const before = counts.size;
    expect(before).toBeLessThan(3000);
    await vi.waitFor(() => expect(bridge.status().connected).toBe(0));
    await side.restart();
    // Mosquitto keeps sessions and messages over a restart, but no shared subscription: until it is renewed, what is published is nobody's.
    await vi.waitFor(() => expect(bridge.status().connected).toBe(3), { timeout: 5_000 });
    await side.publish(numbered(1000, 3000));
    await vi.waitFor(() => expect(counts.size).toBe(4000), { timeout: 20_000 });
    expect([...counts.keys()].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 4000 }, (_, i) => i));
    console.info(`broker killed after ${before} of 3000: 4000 of 4000 came, ${repeats(counts)} of them twice`);
    await bridge.close();
  }, 60_000);

  test("of the bridge, three times under load: nothing it had not on disk is acknowledged", async () => {
    const logFile = join(folder, "taken.log");
    const optionsFile = join(folder, "options.json");
    const options: BridgeProcessOptions = { ...optionsOf("bridge"), logFile };
    writeFileSync(optionsFile, JSON.stringify(options));
    const taken = () => {
      const counts = new Map<string, number>();
      const text = existsSync(logFile) ? readFileSync(logFile, "utf8") : "";
      for (const [, name = ""] of text.matchAll(/^<(\d+)>$/gm)) counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts;
    };
    const start = () => spawn(process.execPath, ["--import", "tsx", bridgeProcess, optionsFile], { stdio: "ignore" });
    const until = (count: number) =>
      vi.waitFor(() => expect(taken().size).toBeGreaterThanOrEqual(count), { timeout: 30_000, interval: 5 });

    let child: ChildProcess = start();
    let publishing: Promise<void> = Promise.resolve();
    const killedAt: number[] = [];
    // Published before the shared subscription is there, it would be nobody's.
    await vi.waitFor(
      async () => {
        await side.publish(numbered(1));
        expect(taken().size).toBe(1);
      },
      { timeout: 30_000, interval: 200 },
    );
    for (let round = 0; round < 3; round++) {
      publishing = publishing.then(() => side.publish(numbered(3000, round * 3000)));
      await until(round * 3000 + 500);
      child.kill("SIGKILL");
      await once(child, "exit");
      killedAt.push(taken().size);
      child = start();
    }
    await publishing;
    await until(9000);
    child.kill("SIGTERM");
    await once(child, "exit");
    const counts = taken();
    expect([...counts.keys()].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 9000 }, (_, i) => i));
    console.info(`bridge killed at ${killedAt.join(", ")}: 9000 of 9000 came, ${repeats(counts)} of them twice`);
  }, 120_000);
});

const repeats = (counts: ReadonlyMap<string, number>) => [...counts.values()].filter((count) => count > 1).length;
