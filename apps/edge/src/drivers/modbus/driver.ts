import type { ModbusSource } from "@outstation/contracts/edge/package";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import ModbusRTU from "modbus-serial";
import type { Driver, DriverEvents, RawReading } from "../driver";
import { createHealthReporter, lineOf } from "../health-reporter";
import { type Block, decodeRegisters, planReads, split } from "./plan";

const CONNECT_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 2000;
const BACKOFF = { baseMs: 500, maxMs: 10_000 };
/** Modbus application protocol 1.1b3, section 7. */
const ILLEGAL_DATA_ADDRESS = 2;

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
  await within(
    client.connectTCP(source.host, { port: source.port }),
    CONNECT_TIMEOUT_MS,
    "connecting timed out",
    signal,
  );
}

/** Rejects after `ms` or on abort, whatever becomes of the promise. */
function within<T>(promise: Promise<T>, ms: number, problem: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error(problem));
    const timer = setTimeout(fail, ms);
    signal.addEventListener("abort", fail, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener("abort", fail);
    });
  });
}

type Poll = {
  /** False where no request got an answer, not even a refusal. */
  readonly answered: boolean;
  readonly readings: readonly RawReading[];
  readonly problem?: string;
  /** What to ask for next time. */
  readonly blocks: Block[];
};

async function pollOnce(client: ModbusRTU, blocks: readonly Block[], signal: AbortSignal): Promise<Poll> {
  const readings: RawReading[] = [];
  const next: Block[] = [];
  let answered = false;
  let problem: string | undefined;
  for (const block of blocks) {
    if (signal.aborted) break;
    const result = await readBlock(client, block, signal);
    answered ||= result.answered;
    problem ??= result.fault ?? undefined;
    if (result.refusedAddress && block.points.length > 1) {
      // Only the point with the missing register is bad; the others answer by themselves from the next poll on.
      next.push(...split(block));
      continue;
    }
    next.push(block);
    for (const point of block.points) readings.push(rawReading(point.name, result, decode(point, block, result)));
  }
  return { answered, readings, blocks: next, ...(problem === undefined ? {} : { problem }) };
}

type BlockResult = {
  readonly answered: boolean;
  readonly registers: readonly number[] | null;
  readonly fault: string | null;
  readonly refusedAddress: boolean;
};

const decode = (point: Block["points"][number], block: Block, { registers }: BlockResult) =>
  registers === null ? null : decodeRegisters(point, block, registers);

const rawReading = (point: string, { fault }: BlockResult, value: number | null): RawReading => ({
  point,
  value,
  sourceTime: null,
  status: { protocol: "modbus", fault: value === null ? (fault ?? "short answer") : fault },
});

async function readBlock(client: ModbusRTU, block: Block, signal: AbortSignal): Promise<BlockResult> {
  try {
    const request =
      block.table === "holding"
        ? client.readHoldingRegisters(block.address, block.length)
        : client.readInputRegisters(block.address, block.length);
    // modbus-serial's own time-out has failed to fire on a link that dropped in mid-request.
    const { data } = await within(request, REQUEST_TIMEOUT_MS + 500, "timeout", signal);
    return { answered: true, registers: data, fault: null, refusedAddress: false };
  } catch (reason) {
    const code = exceptionCode(reason);
    return {
      answered: code !== null,
      registers: null,
      fault: code === null ? lineOf(reason) : `exception ${code}: ${EXCEPTION[code] ?? "unknown"}`,
      refusedAddress: code === ILLEGAL_DATA_ADDRESS,
    };
  }
}

const exceptionCode = (reason: unknown): number | null => {
  const code = (reason as { modbusCode?: unknown }).modbusCode;
  return typeof code === "number" ? code : null;
};

/** Modbus application protocol 1.1b3, section 7. */
const EXCEPTION: Readonly<Record<number, string>> = {
  1: "illegal function",
  2: "illegal data address",
  3: "illegal data value",
  4: "server device failure",
  5: "acknowledge",
  6: "server device busy",
  8: "memory parity error",
  10: "gateway path unavailable",
  11: "gateway target device failed to respond",
};
