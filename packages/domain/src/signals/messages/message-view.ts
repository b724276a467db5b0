import type { Reading } from "@outstation/contracts/mqtt/reading";
import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { openAccepted } from "@outstation/contracts/streams/accepted-readings";
import { decodeRefused } from "@outstation/contracts/streams/refused-message";
import { STREAMS } from "@outstation/contracts/streams/streams";
import type { LogMessage } from "../../ports";

/** Why a message was not stored. */
export type Reason = { readonly code: string; readonly field: string; readonly message: string };

/** One message as a developer wants to see it: what came, what it says, and what became of it. */
export type MessageView = {
  /** Its place in the streams: `accepted:<partition>:<offset>` or `quarantined:…`. */
  readonly id: string;
  readonly receivedAt: number;
  readonly topic: string;
  /** Whose certificate brought it. */
  readonly device: string;
  readonly bytes: number;
  /** Base64. */
  readonly payload: string;
  readonly decoded: {
    readonly child: string | null;
    readonly boot: number | null;
    readonly seq: number | null;
    readonly readings: readonly Reading[];
  } | null;
  readonly verdict: { readonly state: "accepted" } | { readonly state: "quarantined"; readonly reason: Reason };
};

/** The two streams in which a telemetry message ends, one or the other. */
export const ENDS = [STREAMS.telemetryAccepted, STREAMS.telemetryQuarantine] as const;
export type End = (typeof ENDS)[number];

/** @returns null for one from before payloads were carried. */
export function viewOf(end: End, tenant: string, { partition, offset, value }: LogMessage): MessageView | null {
  const { sender, channel, receivedAt, payload, reason } = open(end, value);
  if (payload === null) return null;
  return {
    id: `${reason ? "quarantined" : "accepted"}:${partition}:${offset}`,
    receivedAt,
    topic: upTopic({ tenant, device: sender }, channel),
    device: sender,
    bytes: payload.byteLength,
    payload: Buffer.from(payload).toString("base64"),
    decoded: decode(payload),
    verdict: reason ? { state: "quarantined", reason } : { state: "accepted" },
  };
}

function open(end: End, value: Uint8Array) {
  if (end === STREAMS.telemetryAccepted)
    return { ...openAccepted(value), channel: "telemetry" as const, reason: undefined };
  const { device, channel, receivedAt, payload, code, field, message } = decodeRefused(value);
  return { sender: device, channel, receivedAt, payload, reason: { code, field, message } };
}

function decode(payload: Uint8Array): MessageView["decoded"] {
  try {
    const { child, sequence, readings } = decodeTelemetry(payload);
    return { child, boot: sequence?.boot ?? null, seq: sequence?.seq ?? null, readings };
  } catch (reason) {
    if (reason instanceof TelemetryError) return null;
    throw reason;
  }
}
