import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import { decodeRawMessage } from "@outstation/contracts/streams/raw-message";
import type { LogMessage } from "@outstation/domain/ports";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Decoded, type Envelope, refuse, type Step } from "./messages";

/** Bytes to messages. */
export function decode(messages: readonly LogMessage[]): Step<Decoded> {
  const passed: Decoded[] = [];
  const refused: RefusedMessage[] = [];
  for (const message of messages) {
    const envelope = open(message);
    try {
      passed.push({ envelope, telemetry: decodeTelemetry(envelope.payload) });
    } catch (reason) {
      if (!(reason instanceof TelemetryError)) throw reason;
      refused.push(refuse(envelope, reason.code, reason.field, reason.message));
    }
  }
  return { passed, refused };
}

function open({ partition, offset, tenantId, value }: LogMessage): Envelope {
  const { tenant, device, channel, payload, receivedAt } = decodeRawMessage(value);
  return { partition, offset, tenantId, tenant, senderKey: device, channel, payload, receivedAt };
}
