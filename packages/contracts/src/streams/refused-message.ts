import { pack, unpack } from "msgpackr";
import type { RawMessage } from "./raw-message";

/** A message that could not be decoded or placed, and why: a stable code, the field it is about, and a sentence. */
export type RefusedMessage = RawMessage & {
  readonly code: string;
  readonly field: string;
  readonly message: string;
};

/** A value of `telemetry-quarantine`. */
export const encodeRefused = (refused: RefusedMessage): Uint8Array => {
  const { tenant, device, channel, payload, receivedAt, code, field, message } = refused;
  return pack([tenant, device, channel, receivedAt, payload, code, field, message]);
};

export function decodeRefused(value: Uint8Array): RefusedMessage {
  const [tenant, device, channel, receivedAt, payload, code, field, message] = unpack(value) as [
    string,
    string,
    RawMessage["channel"],
    number,
    Uint8Array,
    string,
    string,
    string,
  ];
  return { tenant, device, channel, payload, receivedAt, code, field, message };
}
