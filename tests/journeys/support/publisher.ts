import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import type { Identity } from "@outstation/edge/identity/identity";
import { connect, type IClientOptions, type MqttClient } from "mqtt";

export type Outgoing = { readonly seq: number; readonly payload: Uint8Array };

/** How a device with this identity connects. */
export const connectionOf = (identity: Identity): IClientOptions => ({
  protocolVersion: 5,
  clientId: commonNameOf(identity),
  key: identity.privateKey,
  cert: [identity.certificate, identity.chain[0]].join("\n"),
  ca: identity.rootCertificate,
  reconnectPeriod: 0,
  connectTimeout: 5_000,
});

/**
 * Publishes every message at QoS 1 and does not rest before each has its PUBACK: what a connection leaves unacknowledged is
 * sent again on the next one, so some arrive twice. Resolves with the number of connections it took.
 */
export async function publishAll(
  identity: Identity,
  messages: readonly Outgoing[],
  onAcknowledged: (acknowledged: number) => void,
): Promise<number> {
  const waiting = new Map(messages.map((message) => [message.seq, message]));
  let connections = 0;
  while (waiting.size > 0) {
    connections++;
    await oneConnection(identity, waiting, () => onAcknowledged(messages.length - waiting.size));
  }
  return connections;
}

const WINDOW = 100;

function oneConnection(identity: Identity, waiting: Map<number, Outgoing>, onAck: () => void): Promise<void> {
  const client = connect(identity.brokerUrl, connectionOf(identity));
  const topic = upTopic(identity, "telemetry");
  const queue = [...waiting.values()].values();
  return new Promise((resolve) => {
    client.on("error", () => undefined);
    client.on("close", () => {
      client.end(true);
      resolve();
    });
    const next = () => {
      if (waiting.size === 0) return void client.end();
      const { value: message } = queue.next();
      if (message !== undefined) publish(client, topic, message);
    };
    const publish = (to: MqttClient, at: string, { seq, payload }: Outgoing) =>
      to.publish(at, Buffer.from(payload), { qos: 1 }, (error) => {
        if (error) return;
        waiting.delete(seq);
        onAck();
        next();
      });
    client.once("connect", () => {
      for (let i = 0; i < WINDOW; i++) next();
    });
  });
}
