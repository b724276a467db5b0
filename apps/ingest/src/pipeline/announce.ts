import { encodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { type BillingEvent, encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { EventLog, LogBatch, LogRecord, WorkerTx } from "@outstation/domain/ports";
import type { Checked } from "./messages";

/** Tells the rest of the house what was stored, and the meter what it counts: one event for each device of the batch. */
export async function announce(
  tx: WorkerTx,
  log: EventLog,
  batch: LogBatch,
  stored: readonly Checked[],
): Promise<void> {
  await log.append(STREAMS.telemetryAccepted, stored.map(acceptedRecord), tx);
  await log.append(STREAMS.billingEvents, billingEvents(batch, stored).map(billingRecord), tx);
}

const acceptedRecord = ({ envelope, tenantId, device, receivedAt, readings }: Checked): LogRecord => ({
  key: deviceKeyOf(envelope.tenant, device.key),
  tenantId,
  value: encodeAccepted({
    device: device.key,
    receivedAt,
    readings: readings.map(({ reading: { point, value, measuredAt, quality } }) => ({
      point,
      value,
      measuredAt,
      quality,
    })),
  }),
});

/**
 * Messages and payload bytes by sender, of those that were new. The id is made of the batch's offsets, so that a batch which
 * is read again makes the same events.
 */
export function billingEvents(batch: LogBatch, stored: readonly Checked[]): BillingEvent[] {
  const events = new Map<string, BillingEvent>();
  for (const { envelope, sender, tenantId } of stored) {
    const move = batch.moves.find(({ partition }) => partition === envelope.partition);
    if (move === undefined) throw new RangeError(`partition ${envelope.partition} is not part of the batch`);
    const id = `${batch.stream}/${move.partition}/${move.from}-${move.to - 1}/${sender.id}`;
    const before = events.get(id);
    const ts = new Date(envelope.receivedAt).toISOString();
    events.set(id, {
      event_id: id,
      tenant_id: tenantId,
      device_id: sender.id,
      message_count: (before?.message_count ?? 0) + 1,
      byte_count: (before?.byte_count ?? 0) + envelope.payload.byteLength,
      ts: before !== undefined && before.ts > ts ? before.ts : ts,
    });
  }
  return [...events.values()];
}

const billingRecord = (event: BillingEvent): LogRecord => ({
  key: event.tenant_id,
  tenantId: event.tenant_id,
  value: encodeBillingEvent(event),
});
