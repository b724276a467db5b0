import { decodeRawMessage } from "@outstation/contracts/streams/raw-message";
import type { LogMessage } from "@outstation/domain/ports";
import type { Arrived } from "./messages";

/**
 * A record of `raw-telemetry` to the message it carries. One that carries none, put there by someone else, goes on as the
 * payload of a sender without a name: no register knows it, so it ends in quarantine and holds nobody up.
 */
export function open({ tenantId, value }: LogMessage): Arrived {
  try {
    const raw = decodeRawMessage(value);
    if (typeof raw.tenant === "string" && typeof raw.device === "string" && raw.payload instanceof Uint8Array)
      return { ...raw, tenantId };
  } catch {
    // What the bytes are instead is of no use to anyone but a reader of the quarantine.
  }
  return { tenantId, tenant: "", device: "", channel: "telemetry", payload: value, receivedAt: Date.now() };
}
