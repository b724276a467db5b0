import type { Telemetry } from "@outstation/contracts/mqtt/telemetry";
import type { UpChannel } from "@outstation/contracts/mqtt/topics";
import type { KnownDevice } from "@outstation/domain/fleet/lookup";
import type { PlacedMessage, RefusedMessage } from "@outstation/domain/signals/telemetry";

// Each step of the pipeline takes messages of one of these kinds and returns the next, narrower one; what a step refuses
// leaves with its reason and is kept.

/** Where a message lies in `raw-telemetry`, and who sent it: true of every message, readable or not. */
export type Envelope = {
  readonly partition: number;
  readonly offset: number;
  readonly tenantId: string;
  readonly tenant: string;
  readonly senderKey: string;
  readonly channel: UpChannel;
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};

/** The payload reads. */
export type Decoded = { readonly envelope: Envelope; readonly telemetry: Telemetry };

/** Sender and device are on the tenant's register, and the device is the sender's own or attached to it. */
export type Known = Decoded & { readonly sender: KnownDevice; readonly device: KnownDevice };

/** Every point has its number and every time is plausible. */
export type Checked = PlacedMessage & { readonly envelope: Envelope };

export type Step<T> = { readonly passed: readonly T[]; readonly refused: readonly RefusedMessage[] };

/** Refuses a message: a stable code, the field it is about, and a sentence. */
export function refuse(envelope: Envelope, code: string, field: string, message: string): RefusedMessage {
  const { tenantId, tenant, senderKey, channel, partition, offset, payload, receivedAt } = envelope;
  return {
    tenantId,
    stream: "raw-telemetry",
    partition,
    offset,
    deviceKey: senderKey,
    topic: `${tenant}/d/${senderKey}/up/${channel}`,
    payload,
    code,
    field,
    message,
    receivedAt,
  };
}
