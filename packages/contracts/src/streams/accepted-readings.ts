import { pack, unpack } from "msgpackr";
import { QUALITIES, type Quality, type ReadingValue } from "../mqtt/reading";

/** One stored message: which device's readings it brought. */
export type AcceptedReadings = {
  readonly device: string;
  readonly receivedAt: number;
  readonly readings: readonly AcceptedReading[];
};
export type AcceptedReading = {
  readonly point: string;
  readonly value: ReadingValue;
  readonly measuredAt: number;
  readonly quality: Quality;
};

type Packed = [string, number, [string, ReadingValue, number, number][]];

/** A value of `telemetry-accepted`. */
export const encodeAccepted = ({ device, receivedAt, readings }: AcceptedReadings): Uint8Array =>
  pack([
    device,
    receivedAt,
    readings.map(({ point, value, measuredAt, quality }) => [point, value, measuredAt, QUALITIES.indexOf(quality)]),
  ] satisfies Packed);

export function decodeAccepted(encoded: Uint8Array): AcceptedReadings {
  const [device, receivedAt, readings] = unpack(encoded) as Packed;
  return {
    device,
    receivedAt,
    readings: readings.map(([point, value, measuredAt, quality]) => ({
      point,
      value,
      measuredAt,
      quality: QUALITIES[quality] ?? "bad",
    })),
  };
}
