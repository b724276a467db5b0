import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";

/** What counting needs of a message: its number, if it has one, and when it was measured. */
export type Counted = {
  readonly boot: number | null;
  readonly seq: number | null;
  /** Unix milliseconds: a batch's base time, or the earliest reading's. */
  readonly measuredAt: number;
};

/** The beginning of a compact batch as senders spell it; reading it costs a fraction of reading the whole. */
const HEADER = /^\{\s*"b"\s*:\s*(\d{1,15})\s*,\s*"s"\s*:\s*(\d{1,15})\s*,\s*"t"\s*:\s*(\d{1,15})\s*,/;
const HEADER_BYTES_MAX = 96;

/** Reads no more of a payload than counting needs; null where it is no telemetry. */
export function countedOf(payload: Uint8Array): Counted | null {
  const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, HEADER_BYTES_MAX));
  const header = HEADER.exec(start.toString("latin1"));
  if (header !== null) return { boot: Number(header[1]), seq: Number(header[2]), measuredAt: Number(header[3]) };
  try {
    const { sequence, readings } = decodeTelemetry(payload);
    const measuredAt = readings.reduce((least, reading) => Math.min(least, reading.measuredAt), Infinity);
    return { boot: sequence?.boot ?? null, seq: sequence?.seq ?? null, measuredAt };
  } catch (reason) {
    if (reason instanceof TelemetryError) return null;
    throw reason;
  }
}
