import { unpack } from "msgpackr";
import { QUALITIES, type Reading, type ReadingValue } from "../mqtt/reading";
import { decodeColumns, inReadings, type Telemetry } from "../mqtt/telemetry";
import { packList } from "./pack-list";

/** One stored message: whose certificate brought it, whose readings they are, and the payload as it came. */
export type AcceptedMessage = {
  readonly device: string;
  readonly sender: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly payload: Uint8Array;
};

/** The same, read. */
export type AcceptedReadings = Pick<AcceptedMessage, "device" | "sender" | "receivedAt"> &
  Pick<Telemetry, "sequence" | "readings">;

type Packed = [device: string, receivedAt: number, payload: Uint8Array, sender: string];
/** As it was until the payload itself was carried. */
type PackedReadings = [device: string, receivedAt: number, readings: [string, ReadingValue, number, number][]];

/**
 * A value of `telemetry-accepted`: the payload goes on as it came, because reading it again costs a consumer what spelling
 * it anew would cost the pipeline, and most messages have no consumer that looks at every reading.
 */
export const encodeAccepted = ({ device, sender, receivedAt, payload }: AcceptedMessage): Uint8Array =>
  packList([device, receivedAt, payload, sender] satisfies Packed);

/** What a value carries, unread; the payload is null in one from before payloads were carried. */
export function openAccepted(
  encoded: Uint8Array,
): Omit<AcceptedMessage, "payload"> & { readonly payload: Uint8Array | null } {
  const [device, receivedAt, payload, sender] = unpack(encoded) as Packed | [...PackedReadings, undefined];
  return { device, sender: sender ?? device, receivedAt, payload: payload instanceof Uint8Array ? payload : null };
}

export function decodeAccepted(encoded: Uint8Array): AcceptedReadings {
  const { payload, ...message } = openAccepted(encoded);
  if (payload === null) return { ...message, sequence: null, readings: earlierReadings(encoded) };
  const { sequence, readings } = inReadings(decodeColumns(payload));
  return { ...message, sequence, readings };
}

const earlierReadings = (encoded: Uint8Array): Reading[] =>
  (unpack(encoded) as PackedReadings)[2].map(([point, value, measuredAt, quality]) => ({
    point,
    value,
    measuredAt,
    quality: QUALITIES[quality] ?? "bad",
  }));
