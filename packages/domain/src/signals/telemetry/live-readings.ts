import type { Reading } from "@outstation/contracts/mqtt/reading";
import { decodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { deviceKeyOf, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import type { TenantLog } from "../../ports";
import { findSenderKey } from "./senders";

export type LiveReadings = {
  /** Where to resume: the offset after this message. */
  readonly nextOffset: number;
  readonly receivedAt: number;
  readonly readings: readonly Reading[];
};

/**
 * A device's readings as they are stored, pushed; each message once and in order, resumable from any offset still kept.
 * Ends when the signal aborts.
 * @param device.fromOffset null: from now on.
 */
export async function* liveReadings(
  { db, log }: { readonly db: Database; readonly log: TenantLog },
  device: {
    readonly tenantId: string;
    readonly tenant: string;
    readonly key: string;
    readonly fromOffset: number | null;
  },
  signal: AbortSignal,
): AsyncGenerator<LiveReadings> {
  const stream = STREAMS.telemetryAccepted;
  // A message lies in its sender's partition; of a device that does not exist nothing is ever heard.
  const sender = await withTenant(db, device.tenantId, (tx) => findSenderKey(tx, device.key));
  const partition = partitionOf(deviceKeyOf(device.tenant, sender ?? device.key));
  let offset = device.fromOffset ?? (await log.nextOffset(stream, partition));
  while (!signal.aborted) {
    // Asked for before reading, so that what is appended meanwhile is not slept through.
    const changed = log.changed(device.tenantId, { stream, partition }, signal);
    const messages = await log.readFrom(device.tenantId, { stream, partition, offset });
    for (const message of messages) {
      offset = message.offset + 1;
      const accepted = decodeAccepted(message.value);
      if (accepted.device === device.key)
        yield { nextOffset: offset, receivedAt: accepted.receivedAt, readings: accepted.readings };
    }
    if (messages.length === 0) await changed;
  }
}
