import { encodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { type BillingEvent, encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { EventLog, LogPlace, LogRecord, WorkerTx } from "@outstation/domain/ports";
import type { Checked } from "./messages";

/** Tells the rest of the house what was stored, and the meter what it counts. */
export async function announce(tx: WorkerTx, log: EventLog, stored: readonly Checked[]): Promise<void> {
  // Side by side, so that what one sender is billed for is one run of offsets.
  const bySender = stored.toSorted((a, b) => (a.sender.id < b.sender.id ? -1 : a.sender.id > b.sender.id ? 1 : 0));
  const places = await log.append(STREAMS.telemetryAccepted, bySender.map(acceptedRecord), tx);
  await log.append(STREAMS.billingEvents, billingEvents(bySender, places).map(billingRecord), tx);
}

const acceptedRecord = ({ arrived, tenantId, sender, device, receivedAt }: Checked): LogRecord => ({
  key: deviceKeyOf(arrived.tenant, sender.key),
  tenantId,
  value: encodeAccepted({ device: device.key, sender: sender.key, receivedAt, payload: arrived.payload }),
});

/**
 * Messages and payload bytes by sender. An event is named by the run of `telemetry-accepted` that it counts, to the message:
 * runs never overlap, so whoever has seen a run can tell a repeat, and an invoice can be followed to the readings.
 * @param stored a sender's messages side by side.
 * @throws RangeError where a sender's places are not one run.
 */
export function billingEvents(stored: readonly Checked[], places: readonly LogPlace[]): BillingEvent[] {
  const events: BillingEvent[] = [];
  for (let start = 0; start < stored.length; ) {
    const { sender, tenantId } = stored[start] as Checked;
    const { partition, offset } = places[start] as LogPlace;
    let end = start;
    let bytes = 0;
    let receivedAt = 0;
    for (; end < stored.length && (stored[end] as Checked).sender.id === sender.id; end++) {
      const message = stored[end] as Checked;
      bytes += message.arrived.payload.byteLength;
      receivedAt = Math.max(receivedAt, message.receivedAt);
    }
    const last = places[end - 1] as LogPlace;
    if (last.partition !== partition || last.offset - offset !== end - 1 - start)
      throw new RangeError(`the messages of ${sender.key} lie apart`);
    events.push({
      event_id: `${STREAMS.telemetryAccepted}/${partition}/${offset}-${last.offset}/${sender.id}`,
      tenant_id: tenantId,
      device_id: sender.id,
      message_count: end - start,
      byte_count: bytes,
      ts: new Date(receivedAt).toISOString(),
    });
    start = end;
  }
  return events;
}

const billingRecord = (event: BillingEvent): LogRecord => ({
  key: event.tenant_id,
  tenantId: event.tenant_id,
  value: encodeBillingEvent(event),
});
