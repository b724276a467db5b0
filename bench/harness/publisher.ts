import { connect as connectTls, type TLSSocket } from "node:tls";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { backoffMs } from "@outstation/kit/backoff";
import { generate, type Packet, parser } from "mqtt-packet";
import type { FleetDevice } from "./fleet";

/** What a device has to say: a message, and when it was ready to be sent, in Unix milliseconds. */
export type Outgoing = { readonly seq: number; readonly payload: Uint8Array; readonly readyAt: number };

export type PublisherOptions = {
  readonly device: FleetDevice;
  readonly port: number;
  /** The device's next message, or undefined while it has none. */
  readonly take: () => Outgoing | undefined;
  readonly onAcknowledged?: (message: Outgoing, at: number) => void;
};

export type Publisher = {
  /** There is something to take again. */
  wake(): void;
  readonly acknowledged: number;
  /** Sent again because the link went before the PUBACK came. */
  readonly resent: number;
  /** PUBACKs with a reason code that says no (MQTT 5, 3.4.2.1). A device may drop such a message. */
  readonly refused: number;
  readonly connections: number;
  /** Messages without their PUBACK, of those that were taken. */
  readonly unacknowledged: number;
  close(): void;
};

/** Publishes a device may have unacknowledged. */
const WINDOW = 100;
const RECONNECT = { baseMs: 100, maxMs: 2_000 };

/**
 * A device that does not give up: QoS 1 over mutual TLS, MQTT 5; what a connection leaves without PUBACK is sent again on the
 * next, in order, before anything new. A bare client, so that the cores are left to what is measured.
 */
export function startPublisher({ device, port, take, onAcknowledged }: PublisherOptions): Publisher {
  const topic = upTopic({ tenant: device.tenant, device: device.key }, "telemetry");
  let again: Outgoing[] = [];
  let inFlight = new Map<number, Outgoing>();
  let nextId = 0;
  let link: TLSSocket | undefined;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const counts = { acknowledged: 0, resent: 0, refused: 0, connections: 0 };

  function send() {
    if (link === undefined) return;
    link.cork();
    while (inFlight.size < WINDOW) {
      const repeat = again.shift();
      const message = repeat ?? take();
      if (message === undefined) break;
      if (repeat) counts.resent++;
      nextId = (nextId % 65_535) + 1;
      inFlight.set(nextId, message);
      const { payload } = message;
      const body = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      const header = { cmd: "publish", qos: 1, messageId: nextId, dup: repeat !== undefined, retain: false } as const;
      link.write(generate({ ...header, topic, payload: body }, { protocolVersion: 5 }));
    }
    link.uncork();
  }

  function received(packet: Packet, socket: TLSSocket) {
    if (packet.cmd === "connack") {
      if (packet.reasonCode !== 0) return void socket.destroy();
      counts.connections++;
      link = socket;
      return send();
    }
    if (packet.cmd !== "puback") return;
    const { messageId = 0 } = packet;
    const message = inFlight.get(messageId);
    if (message === undefined) throw new Error(`${device.key} got a PUBACK for nothing: ${messageId}`);
    inFlight.delete(messageId);
    // Not at the connection: a platform that takes nothing must not be met by everybody at once, again and again.
    failures = 0;
    if ((packet.reasonCode ?? 0) >= 0x80) counts.refused++;
    else counts.acknowledged++;
    onAcknowledged?.(message, Date.now());
  }

  function dial() {
    const socket = connectTls({
      host: "127.0.0.1",
      port,
      ca: device.rootCertificate,
      cert: device.certificate,
      key: device.privateKey,
    });
    const packets = parser({ protocolVersion: 5 });
    packets.on("packet", (packet) => received(packet, socket));
    packets.on("error", () => socket.destroy());
    socket.once("secureConnect", () => {
      const clientId = `${device.tenant}.${device.key}`;
      socket.write(
        generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 5, clean: true, clientId, keepalive: 0 }),
      );
    });
    socket.on("data", (chunk) => {
      packets.parse(chunk);
      send();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      if (link === socket) {
        again = [...inFlight.values(), ...again];
        inFlight = new Map();
      }
      link = undefined;
      if (!closed) timer = setTimeout(dial, backoffMs(failures++, RECONNECT));
    });
    current = socket;
  }

  let current: TLSSocket | undefined;
  dial();
  return {
    wake: send,
    get acknowledged() {
      return counts.acknowledged;
    },
    get resent() {
      return counts.resent;
    },
    get refused() {
      return counts.refused;
    },
    get connections() {
      return counts.connections;
    },
    get unacknowledged() {
      return inFlight.size + again.length;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      current?.destroy();
    },
  };
}
