import { createMqttBridge } from "@outstation/adapters/mqtt-bridge";
import { parseUpTopic } from "@outstation/contracts/mqtt/topics";
import { sleep } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { connectAsync, type MqttClient } from "mqtt";
import type { BenchBroker } from "./broker";
import type { Door } from "./doors";

/** Fetches from a broker, over some connections, into a door, until it has acknowledged so many messages. */
export type Fetcher = (
  broker: BenchBroker,
  from: { readonly connections: number; readonly messages: number; readonly door: Door },
) => Promise<void>;

const IN_FLIGHT_MAX = 1000;

/** The platform's. With no messages to fetch it subscribes and leaves, and the broker keeps what comes from then on. */
export const bridge: Fetcher = async ({ url, trusted }, { connections, messages, door }) => {
  const running = createMqttBridge({
    ...{ url, connections, tls: { trusted: [trusted] }, group: "bench", instance: "0" },
    ...{ inFlightMax: IN_FLIGHT_MAX, bytesInFlightMax: 64 * 1024 * 1024, now: Date.now },
    logger: createLogger("bench", "warn"),
  });
  await running.listen({ accept: door });
  while (running.status().connected < connections || running.status().acknowledged < messages) await sleep(1);
  await running.close();
};

/** MQTT.js, told to wait with each PUBACK until the door has the message. */
export const mqttJs: Fetcher = async ({ url, trusted }, { connections, messages, door }) => {
  let acknowledged = 0;
  const take = async (topic: string, payload: Buffer) => {
    const named = parseUpTopic(topic);
    if (named === null) throw new Error(`${topic} is none of ours`);
    await door({ ...named, payload, receivedAt: Date.now() });
    acknowledged++;
  };
  const clients = await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      connectAsync(url, {
        ...{ ca: trusted, protocolVersion: 5, clean: false, clientId: `bench-${index}`, reconnectPeriod: 0 },
        properties: { sessionExpiryInterval: 3600, receiveMaximum: IN_FLIGHT_MAX },
        customHandleAcks: (topic, payload, _packet, done) => {
          take(topic, payload).then(
            () => done(0),
            (reason: Error) => done(reason),
          );
        },
      }),
    ),
  );
  const subscribe = (client: MqttClient) => client.subscribeAsync("$share/bench/+/d/+/up/#", { qos: 1 });
  await Promise.all(clients.map(subscribe));
  while (acknowledged < messages) await sleep(1);
  await Promise.all(clients.map((client) => client.endAsync()));
};
