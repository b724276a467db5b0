import { connect as connectTls, type TLSSocket } from "node:tls";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { generate } from "mqtt-packet";
import type { FleetDevice } from "../harness/fleet";

/** A device's messages as they go over the wire, spelled before the clock starts: what is measured is the platform. */
export type Frames = readonly Buffer[];

const PUBACK = 0x40;
/** MQTT 3.1.1: CONNACK and PUBACK have four bytes each. */
const ANSWER_BYTES = 4;

export function framesOf(device: FleetDevice, payloads: readonly Uint8Array[]): Frames {
  const topic = upTopic({ tenant: device.tenant, device: device.key }, "telemetry");
  return payloads.map((payload, index) =>
    generate({
      cmd: "publish",
      topic,
      payload: Buffer.from(payload),
      qos: 1,
      messageId: (index % 65_535) + 1,
      dup: false,
      retain: false,
    }),
  );
}

export type Connection = {
  /** Publishes everything at QoS 1 with at most `window` unacknowledged; resolves when the last PUBACK came. */
  publish(frames: Frames, window: number): Promise<void>;
  close(): void;
};

/** Connects a device over mutual TLS. A bare client, so that the cores are left to what is measured. */
export async function connect(device: FleetDevice, port: number): Promise<Connection> {
  const socket = await open(device, port);
  let answered = 0;
  let onAnswer: () => void = () => undefined;
  let fail: (reason: Error) => void = () => undefined;
  let rest = 0;
  const connected = new Promise<void>((resolve, reject) => {
    onAnswer = resolve;
    fail = reject;
  });
  socket.on("data", (chunk: Buffer) => {
    if (answered > 0 && rest === 0 && chunk[0] !== PUBACK) fail(new Error(`not a PUBACK: ${chunk[0]}`));
    rest += chunk.length;
    answered += Math.floor(rest / ANSWER_BYTES);
    rest %= ANSWER_BYTES;
    onAnswer();
  });
  socket.on("error", (reason) => fail(reason));
  socket.on("close", () => fail(new Error("the broker closed the connection")));
  await connected;
  return {
    publish: (frames, window) =>
      new Promise((resolve, reject) => {
        const before = answered;
        let sent = 0;
        fail = reject;
        onAnswer = () => {
          const acknowledged = answered - before;
          if (acknowledged === frames.length) return resolve();
          const upTo = Math.min(frames.length, acknowledged + window);
          if (upTo === sent) return;
          socket.write(Buffer.concat(frames.slice(sent, upTo)));
          sent = upTo;
        };
        onAnswer();
      }),
    close: () => {
      socket.removeAllListeners("close");
      socket.destroy();
    },
  };
}

function open(device: FleetDevice, port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port,
      ca: device.rootCertificate,
      cert: device.certificate,
      key: device.privateKey,
    });
    socket.setNoDelay();
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const clientId = `${device.tenant}.${device.key}`;
      socket.write(
        generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, clientId, keepalive: 0 }),
      );
      resolve(socket);
    });
  });
}
