import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";
import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, sleep, systemClock } from "@outstation/kit/clock";
import type { Driver, DriverEvents } from "../driver";
import { unless } from "../give-up";
import { createHealthReporter, lineOf } from "../health-reporter";
import { createIntervalReader, type IntervalReader } from "./interval-reader";
import { type Lease, leaseLine } from "./lines";
import { planReads } from "./plan";
import { pollOnce, type ReadBlock, rawReading } from "./poll";

const BACKOFF = { baseMs: 500, maxMs: 10_000 };

export type ModbusOptions = { readonly dataDir: string; readonly clock?: Clock };

/**
 * Polls one unit on a Modbus line: TCP, RTU on a serial port, or RTU through a converter. The only function codes it can say
 * are those of reading, 1 to 4.
 */
export function createModbusDriver(source: ModbusSource, options: ModbusOptions): Driver {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  let health: ReturnType<typeof createHealthReporter> | undefined;
  let lease: Lease | undefined;
  return {
    start(events) {
      lease = leaseLine(source);
      health = createHealthReporter(events.onHealth);
      running = supervise({ source, events, lease, health, options, signal: stopping.signal });
    },
    async stop() {
      health?.close();
      stopping.abort();
      lease?.release();
      await running;
    },
  };
}

type Supervised = {
  readonly source: ModbusSource;
  readonly events: DriverEvents;
  readonly lease: Lease;
  readonly health: ReturnType<typeof createHealthReporter>;
  readonly options: ModbusOptions;
  readonly signal: AbortSignal;
};

async function supervise(work: Supervised) {
  const { source, events, lease, health, signal } = work;
  const read: ReadBlock = (block) => unless(signal, lease.line.read(source.unitId, block, source.answerMs));
  const polled = source.points.filter(({ interval }) => interval === undefined);
  const intervals = keepIntervals(work, read);
  let blocks = planReads(polled.length > 0 ? polled : source.points.slice(0, 1), source);
  health.say("connecting");
  for (let attempt = 0; !signal.aborted; attempt++) {
    const startedAt = performance.now();
    const poll = await pollOnce(read, blocks, signal);
    if (signal.aborted) break;
    const problem = (await intervals.look(poll.answered)) ?? poll.problem;
    if (poll.answered) {
      attempt = -1;
      blocks = poll.blocks;
      health.say("connected", problem);
      if (polled.length > 0) events.onReadings(poll.results.map(rawReading));
    } else {
      health.say("failed", `${lease.name} unit ${source.unitId}: ${problem ?? "the device does not answer"}`);
    }
    const waitMs = poll.answered ? source.pollMs - (performance.now() - startedAt) : backoffMs(attempt, BACKOFF);
    // A counter is read at the boundary, whenever the next poll would have been.
    await sleep(Math.max(0, Math.min(waitMs, intervals.dueInMs() ?? waitMs)), signal);
  }
}

/** The source's intervals. What the disk refuses is said, and tried again; it does not end the polling. */
function keepIntervals({ source, events, options, signal }: Supervised, read: ReadBlock) {
  const clock = options.clock ?? systemClock;
  let reader: IntervalReader | null = null;
  return {
    /** @returns why they could not be kept */
    async look(reachable: boolean): Promise<string | undefined> {
      try {
        reader ??= await createIntervalReader({ source, events, dataDir: options.dataDir, clock, read, signal });
        await reader?.look(reachable);
      } catch (reason) {
        return `intervals are not kept: ${lineOf(reason)}`;
      }
    },
    dueInMs: () => reader?.dueInMs(),
  };
}
