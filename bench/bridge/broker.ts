import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { findMosquitto, startMosquitto } from "@outstation/local/mosquitto/mosquitto";
import { freePorts } from "@outstation/local/ports";
import { generate, parser } from "mqtt-packet";

/** A mosquitto that the bridge reaches over TLS, and the load without. */
export type BenchBroker = {
  readonly url: string;
  readonly trusted: string;
  /** Publishes at QoS 1, and resolves when the broker has them all. */
  publish(messages: number): Promise<void>;
  stop(): Promise<void>;
};

const DEVICES = 50;
const WINDOW = 500;
/** 200 bytes: five points of a friendly message. */
const PAYLOAD = Buffer.from(
  JSON.stringify({ ts: 1732420000000, values: { a: 21.437, b: 1013.25, c: true, d: 0.1284 }, pad: "" }).replace(
    '""',
    JSON.stringify("x".repeat(121)),
  ),
);

/** @throws where the benchmark cannot be run. */
export function requireMosquitto(): string {
  const program = findMosquitto();
  if (program === null) throw new Error("mosquitto 2, the broker of this bench, is not on this machine: install it.");
  return program;
}

/** A new one, which nobody has subscribed to. */
export async function startBenchBroker(program: string, folder: string): Promise<BenchBroker> {
  const { platform } = await openFileSigner(join(folder, "ca"), Date.now);
  const { certificate, key } = await platform.serverFor(["127.0.0.1"]);
  const { mqtt: secure, crl: plain } = await freePorts();
  const place = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const broker = await startMosquitto({
    program,
    folder: join(folder, "broker"),
    listeners: [
      `listener ${secure} 127.0.0.1`,
      `certfile ${place("server.pem", certificate)}`,
      `keyfile ${place("server.key", key)}`,
      "allow_anonymous true",
      `listener ${plain} 127.0.0.1`,
      "allow_anonymous true",
    ],
  });
  return {
    url: `mqtts://127.0.0.1:${secure}`,
    trusted: platform.root,
    publish: (messages) => publish(plain, messages),
    stop: broker.stop,
  };
}

async function publish(port: number, messages: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const packets = parser({ protocolVersion: 5 });
  let [sent, acknowledged] = [0, 0];
  const topics = Array.from({ length: DEVICES }, (_, device) =>
    upTopic({ tenant: "acme", device: `bench-${device}` }, "telemetry"),
  );
  const send = () => {
    const batch: Buffer[] = [];
    for (; sent < messages && sent - acknowledged < WINDOW; sent++) {
      const topic = topics[sent % DEVICES] ?? "";
      const messageId = (sent % 65_535) + 1;
      const packet = { cmd: "publish", topic, payload: PAYLOAD, qos: 1, messageId, dup: false, retain: false } as const;
      batch.push(generate(packet, { protocolVersion: 5 }));
    }
    if (batch.length > 0) socket.write(Buffer.concat(batch));
  };
  await new Promise<void>((resolve, reject) => {
    packets.on("packet", (packet) => {
      if (packet.cmd === "puback") {
        // 0x10: nobody has subscribed, so it would not be there to be fetched.
        if (packet.reasonCode !== 0) reject(new Error(`PUBACK ${packet.reasonCode}`));
        acknowledged++;
      }
    });
    socket.on("data", (chunk) => {
      packets.parse(chunk);
      if (acknowledged === messages) resolve();
      else send();
    });
    socket.on("error", reject);
    const clientId = "load";
    const hello = { cmd: "connect", protocolId: "MQTT", protocolVersion: 5, clean: true, clientId, keepalive: 0 };
    socket.write(generate({ ...hello, properties: { receiveMaximum: 1 } } as Parameters<typeof generate>[0]));
  });
  socket.destroy();
}
