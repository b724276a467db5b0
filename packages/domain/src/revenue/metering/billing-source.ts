import { STREAMS } from "@outstation/contracts/streams/streams";
import type { Range } from "./range-set";

/** What a billing event counts, read from its id. */
export type BillingSource =
  /** Exactly these offsets, which no other event counts. */
  | { readonly by: "offsets"; readonly stream: string; readonly partition: number; readonly range: Range }
  /** Something that only the whole id names. */
  | { readonly by: "id" };

/** Offsets fit a double exactly up to 2^53, 16 digits; more is no offset. */
const ID = /^([a-z-]{1,64})\/(\d{1,3})\/(\d{1,15})-(\d{1,15})\/([0-9a-f-]{36})$/;

/**
 * Ids are `stream/partition/first-last/device`. Of `telemetry-accepted` the offsets are the event's own; events of `raw-telemetry`,
 * which were written before, name the whole batch, so that devices share ranges and only the exact id tells two apart.
 * @returns null where the id is of no known form or not of the device.
 */
export function parseEventId(eventId: string, deviceId: string): BillingSource | null {
  const match = ID.exec(eventId);
  if (match === null || match[5] !== deviceId) return null;
  const [stream = "", partition, first, last] = match.slice(1);
  const range = { from: Number(first), to: Number(last) + 1 };
  if (range.from >= range.to) return null;
  if (stream === STREAMS.telemetryAccepted) return { by: "offsets", stream, partition: Number(partition), range };
  return stream === STREAMS.rawTelemetry ? { by: "id" } : null;
}
