import { PAYLOAD_BYTES_MAX } from "@outstation/contracts/mqtt/telemetry";
import { generate } from "mqtt-packet";

/** MQTT 5, 2.4. */
export const REASON = {
  success: 0x00,
  protocolError: 0x82,
} as const;

/** Refusals that only a change of the broker's or of our configuration ends (MQTT 5, 2.4). */
const LASTING = new Map([
  [0x84, "it does not speak MQTT 5"],
  [0x85, "it does not take our client identifiers"],
  [0x86, "user name or password is wrong"],
  [0x87, "we are not authorized"],
  [0x8a, "we are banned"],
  [0x8c, "it wants another way to sign in"],
  [
    0x8e,
    "another connection took over our session: two bridges have one name, or the broker gives each connection the same client identifier",
  ],
  [0x9e, "it has no shared subscriptions"],
  [0xa2, "it has no wildcard subscriptions"],
]);

/** What a broker's reason code means for us; `lasting` where trying again alone changes nothing. */
export function refusalOf(reasonCode: number): { readonly why: string; readonly lasting: boolean } {
  const known = LASTING.get(reasonCode);
  const code = `0x${reasonCode.toString(16).padStart(2, "0")}`;
  return { why: known === undefined ? `reason ${code}` : `${known} (${code})`, lasting: known !== undefined };
}

/**
 * A broker drops a packet that is larger than this without a word (MQTT 5, 3.1.2-24), so it is twice what a device may send:
 * what a broker adds on the way can never be the reason.
 */
const PACKET_BYTES_MAX = 2 * PAYLOAD_BYTES_MAX;

const MQTT_5 = { protocolVersion: 5 } as const;
/** Subscription identifiers are a number space of ours alone, so one is enough. */
const SUBSCRIBE_ID = 1;

export type Hello = {
  readonly clientId: string;
  readonly login?: { readonly username: string; readonly password: string };
  readonly keepAliveSeconds: number;
  readonly sessionExpirySeconds: number;
  readonly inFlightMax: number;
};

/** CONNECT to a session that outlives the connection. */
export const connectPacket = (hello: Hello): Buffer =>
  generate(
    {
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 5,
      clean: false,
      clientId: hello.clientId,
      keepalive: hello.keepAliveSeconds,
      ...(hello.login && { username: hello.login.username, password: Buffer.from(hello.login.password) }),
      properties: {
        sessionExpiryInterval: hello.sessionExpirySeconds,
        receiveMaximum: hello.inFlightMax,
        maximumPacketSize: PACKET_BYTES_MAX,
      },
    },
    MQTT_5,
  );

export const subscribePacket = (filter: string): Buffer =>
  generate({ cmd: "subscribe", messageId: SUBSCRIBE_ID, subscriptions: [{ topic: filter, qos: 1 }] }, MQTT_5);

export const pingPacket = (): Buffer => generate({ cmd: "pingreq" }, MQTT_5);

/** The session stays: its expiry is not touched. */
export const disconnectPacket = (reasonCode: number): Buffer =>
  generate({ cmd: "disconnect", reasonCode, properties: {} }, MQTT_5);

/** One buffer for all: a write for each would be a system call for each. The short form means success (MQTT 5, 3.4.2.1). */
export function pubackPackets(messageIds: readonly number[]): Buffer {
  const packets = Buffer.allocUnsafe(messageIds.length * 4);
  let at = 0;
  for (const messageId of messageIds) {
    at = packets.writeUInt16BE(0x4002, at);
    at = packets.writeUInt16BE(messageId, at);
  }
  return packets;
}
