import { decodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { STREAMS } from "@outstation/contracts/streams/streams";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { LogBatch, WorkerTx } from "@outstation/domain/ports";
import { commitBatch } from "@outstation/domain/signals/positions";
import { quarantineMessages, type RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Clock, sleep } from "@outstation/kit/clock";
import { type Consumption, consume } from "./consume";
import { loop, type Process } from "./process";

export type Problem = { readonly code: string; readonly field: string; readonly message: string };
export type Answer = {
  readonly tenantId: string;
  readonly tenant: string;
  readonly device: { readonly id: string; readonly key: string };
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};
export type Due = { readonly tenantId: string; readonly id: string };

/** What is said to devices until they answer, and what they answer on a channel of their own. */
export type Conversation = Pick<Consumption, "db" | "log" | "logger"> & {
  /** Of the process and of the consumer. */
  readonly name: string;
  readonly channel: "cmd" | "ota";
  readonly clock: Clock;
  readonly lookup: DeviceLookup;
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
  /** @returns what is wrong with the message, or null. */
  readonly record: (answer: Answer) => Promise<Problem | null>;
  /** Makes what these devices have not answered due now. @returns how much that is. */
  readonly wake: (tenantId: string, deviceIds: readonly string[]) => Promise<number>;
  readonly listDue: (dueMax: number) => Promise<readonly Due[]>;
  /** @returns what became of it, in a word. */
  readonly deliver: (due: Due) => Promise<string>;
};

const DUE_MAX = 100;
/** What is due by time alone: repetitions and ends. What is new comes through the outbox, at once. */
const LOOK_EVERY_MS = 2000;

/** Two loops: the answers from `device-events`, and what is due. A device that says it is there is told at once what waits. */
export const conversation = (deps: Conversation): Process =>
  loop(deps.name, async (signal) => {
    let wake = new AbortController();
    const answering = consume(
      {
        ...deps,
        consumer: deps.name,
        stream: STREAMS.deviceEvents,
        messagesMax: 1000,
        handle: async (batch) => {
          if ((await handle(batch, deps)) > 0) wake.abort();
        },
      },
      signal,
    );
    while (!signal.aborted) {
      wake = new AbortController();
      await deliverDue(deps).catch((reason) =>
        deps.logger.warn({ err: reason, process: deps.name }, "what is due could not be read; it is tried again"),
      );
      await sleep(LOOK_EVERY_MS, AbortSignal.any([signal, wake.signal]));
    }
    await answering;
  });

async function deliverDue({ listDue, deliver, logger, name }: Conversation): Promise<void> {
  for (const due of await listDue(DUE_MAX)) {
    const outcome = await deliver(due).catch((reason: unknown) => {
      logger.warn({ ...due, err: reason, process: name }, "not delivered; it is tried again");
      return "failed";
    });
    logger.info({ ...due, outcome, process: name }, "due");
  }
}

/** @returns how much became due by what was heard. */
async function handle(batch: LogBatch, deps: Conversation): Promise<number> {
  const refused: RefusedMessage[] = [];
  const heard = new Map<string, Set<string>>();
  for (const { tenantId, value } of batch.messages) {
    const raw = decodeRawMessage(value);
    const isHere = raw.channel === "status" && saysOnline(raw);
    if (raw.channel !== deps.channel && !isHere) continue;
    const device = await deps.lookup.findDevice(raw);
    if (device !== null && isHere) heard.set(tenantId, (heard.get(tenantId) ?? new Set()).add(device.id));
    if (raw.channel !== deps.channel) continue;
    const problem =
      device === null
        ? { code: "device.unknown", field: "topic", message: `${raw.device} is not on the register` }
        : await deps.record({ ...raw, tenantId, device });
    if (problem !== null) refused.push({ ...raw, tenantId, ...problem });
  }
  let due = 0;
  for (const [tenantId, deviceIds] of heard) due += await deps.wake(tenantId, [...deviceIds]);
  await deps.transact(async (tx) => {
    await quarantineMessages(tx, deps.log, refused);
    await commitBatch(tx, deps.name, batch);
  });
  return due;
}

/** A last will says only that the device is gone. */
const saysOnline = ({ payload }: RawMessage): boolean => !Buffer.from(payload).includes('"online":false');
