import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import ModbusRTU from "modbus-serial";
import type { Driver, DriverEvents } from "../driver";
import { unless } from "../give-up";
import { createHealthReporter, lineOf } from "../health-reporter";
import { planReads } from "./plan";
import { pollOnce, REQUEST_TIMEOUT_MS } from "./poll";

const CONNECT_TIMEOUT_MS = 5000;
const BACKOFF = { baseMs: 500, maxMs: 10_000 };

/** Polls a Modbus TCP device. It only reads (function codes 3 and 4). */
export function createModbusDriver(source: ModbusSource): Driver {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let health: ReturnType<typeof createHealthReporter> | undefined;
  return {
    start(events) {
      health = createHealthReporter(events.onHealth);
      running = supervise(source, events, health, stopping.signal);
    },
    async stop() {
      health?.close();
      stopping.abort();
      await running;
    },
  };
}

/** A new client for every connection: modbus-serial does not reconnect, and its `close` on a dropped link never calls back. */
async function supervise(
  source: ModbusSource,
  { onReadings }: DriverEvents,
  health: ReturnType<typeof createHealthReporter>,
  signal: AbortSignal,
) {
  let blocks = planReads(source.points);
  health.say("connecting");
  for (let attempt = 0; !signal.aborted; attempt++) {
    const client = new ModbusRTU();
    try {
      await connect(client, source, signal);
      while (!signal.aborted) {
        const startedAt = Date.now();
        const poll = await pollOnce(client, blocks, signal);
        if (signal.aborted) break;
        if (!poll.answered) throw new Error(poll.problem ?? "the device does not answer");
        attempt = 0;
        blocks = poll.blocks;
        health.say("connected", poll.problem);
        onReadings(poll.readings);
        await sleep(Math.max(0, source.pollMs - (Date.now() - startedAt)), signal);
      }
    } catch (reason) {
      health.say("failed", `${source.host}:${source.port} unit ${source.unitId}: ${lineOf(reason)}`);
    } finally {
      client.destroy(() => {});
    }
    await sleep(backoffMs(attempt, BACKOFF), signal);
  }
}

async function connect(client: ModbusRTU, source: ModbusSource, signal: AbortSignal) {
  // A failure also rejects the call that met it; without a listener the event would end the process.
  client.on("error", () => {});
  client.setID(source.unitId);
  client.setTimeout(REQUEST_TIMEOUT_MS);
  await unless(signal, client.connectTCP(source.host, { port: source.port }), {
    ms: CONNECT_TIMEOUT_MS,
    problem: "connecting timed out",
  });
}
