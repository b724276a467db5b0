import { decodeColumns, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Arrived, type Decoded, refuse, type Step } from "./messages";

/** Bytes to messages. */
export function decode(messages: readonly Arrived[]): Step<Decoded> {
  const passed: Decoded[] = [];
  const refused: RefusedMessage[] = [];
  for (const arrived of messages) {
    try {
      passed.push({ arrived, telemetry: decodeColumns(arrived.payload) });
    } catch (reason) {
      if (!(reason instanceof TelemetryError)) throw reason;
      refused.push(refuse(arrived, reason.code, reason.field, reason.message));
    }
  }
  return { passed, refused };
}
