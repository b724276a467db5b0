import { decodeRawMessage } from "@outstation/contracts/streams/raw-message";
import type { LogMessage } from "@outstation/domain/ports";
import type { Arrived } from "./messages";

/** A record of `raw-telemetry` to the message it carries. */
export const open = ({ tenantId, value }: LogMessage): Arrived => ({ ...decodeRawMessage(value), tenantId });
