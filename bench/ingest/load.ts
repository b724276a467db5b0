import { connect as connectTls, type TLSSocket } from "node:tls";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { generate, parser } from "mqtt-packet";
import type { BenchDevice } from "./fleet";

/** Publishes a device may have unacknowledged. */
const WINDOW = 100;

/**
 * Publishes every payload at QoS 1 over mutual TLS and resolves when the last PUBACK came. A bare client, so that the two
 * cores are left to what is measured.
 */
export async function publishOver(device: BenchDevice, port: number, payloads: readonly Uint8Array[]): Promise<void> {
  const socket = await open(device, port);
  const topic = upTopic({ tenant: device.tenant, device: device.key }, "telemetry");
  await new Promise<void>((resolve, reject) => {
    let sent = 0;
    let acknowledged = 0;
    const send = () => {
      socket.cork();
      while (sent < payloads.length && sent - acknowledged < WINDOW) {
        const payload = Buffer.from(payloads[sent] as Uint8Array);
        const messageId = (sent++ % 65_535) + 1;
        socket.write(generate({ cmd: "publish", topic, payload, qos: 1, messageId, dup: false, retain: false }));
      }
      socket.uncork();
    };
    const packets = parser();
    packets.on("packet", (packet) => {
      if (packet.cmd === "connack" && packet.returnCode !== 0) reject(new Error("the broker refused the connection"));
      if (packet.cmd === "puback") acknowledged++;
    });
    socket.on("data", (chunk) => {
      packets.parse(chunk);
      if (acknowledged === payloads.length) resolve();
      else send();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the broker closed the connection")));
  });
  socket.removeAllListeners("close");
  socket.destroy();
}

function open(device: BenchDevice, port: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port,
      ca: device.rootCertificate,
      cert: device.certificate,
      key: device.privateKey,
    });
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
