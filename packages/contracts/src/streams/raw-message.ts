import { pack, unpack } from "msgpackr";
import type { UpChannel } from "../mqtt/topics";

/** What the broker took from a device: the payload as it came, and whose certificate brought it. */
export type RawMessage = {
  readonly tenant: string;
  readonly device: string;
  readonly channel: UpChannel;
  readonly payload: Uint8Array;
  /** Unix milliseconds. */
  readonly receivedAt: number;
};

/** A value of `raw-telemetry` or `device-events`. */
export const encodeRawMessage = ({ tenant, device, channel, payload, receivedAt }: RawMessage): Uint8Array =>
  pack([tenant, device, channel, receivedAt, payload]);

export function decodeRawMessage(value: Uint8Array): RawMessage {
  const [tenant, device, channel, receivedAt, payload] = unpack(value) as [
    string,
    string,
    UpChannel,
    number,
    Uint8Array,
  ];
  return { tenant, device, channel, payload, receivedAt };
}
