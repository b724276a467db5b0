import { decodeRawMessage } from "@outstation/contracts/streams/raw-message";
import { STREAMS } from "@outstation/contracts/streams/streams";
import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import { saveStatus } from "@outstation/domain/fleet/presence";
import type { Database, LogBatch, LogMessage, WorkerTx } from "@outstation/domain/ports";
import { commitBatch } from "@outstation/domain/signals/positions";
import { quarantineMessages, type RefusedMessage } from "@outstation/domain/signals/telemetry";
import { checkEvent } from "./check-event";
import { type Consumption, consume } from "./consume";
import { loop, type Process } from "./process";

const CONSUMER = "presence";

export type PresenceDeps = Pick<Consumption, "db" | "log" | "logger"> & {
  readonly lookup: DeviceLookup;
  readonly transact: <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
};

/** From `device-events` to what is known of each device's connection. Repeating a batch changes nothing. */
export const presence = (deps: PresenceDeps): Process =>
  loop("presence", (signal) =>
    consume(
      {
        ...deps,
        consumer: CONSUMER,
        stream: STREAMS.deviceEvents,
        messagesMax: 1000,
        handle: (batch) => handle(batch, deps),
      },
      signal,
    ),
  );

async function handle(batch: LogBatch, { db, log, lookup, transact }: PresenceDeps): Promise<void> {
  const refused: RefusedMessage[] = [];
  for (const message of batch.messages) {
    const reason = await take(message, db, lookup);
    if (reason !== null) refused.push(reason);
  }
  await transact(async (tx) => {
    await quarantineMessages(tx, log, refused);
    await commitBatch(tx, CONSUMER, batch);
  });
}

/** Other channels of the stream have their own readers. */
async function take(
  { tenantId, value }: LogMessage,
  db: Database,
  lookup: DeviceLookup,
): Promise<RefusedMessage | null> {
  const raw = decodeRawMessage(value);
  if (raw.channel !== "status" && raw.channel !== "event") return null;
  const device = await lookup.findDevice(raw);
  const { payload, receivedAt } = raw;
  if (device === null)
    return {
      ...raw,
      tenantId,
      code: "device.unknown",
      field: "topic",
      message: `${raw.device} is not on the register`,
    };
  if (raw.channel === "event") {
    const problem = await checkEvent(raw, device, lookup);
    return problem === null ? null : { ...raw, tenantId, ...problem };
  }
  if (await saveStatus(db, { tenantId, deviceId: device.id, payload, receivedAt })) return null;
  return {
    ...raw,
    tenantId,
    code: "status.malformed",
    field: "payload",
    message: "the payload is not a device status",
  };
}
