import type { EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { downTopic, upTopic } from "@outstation/contracts/mqtt/topics";
import { connect, type ErrorWithReasonCode, type MqttClient } from "mqtt";
import { z } from "zod";

export type Device = Pick<
  EnrolmentResponse,
  "tenant" | "device" | "certificate" | "chain" | "brokerUrl" | "attributes"
> & {
  readonly privateKey: string;
  readonly rootCertificate: string;
};

type Watcher = {
  readonly say: (line: string) => void;
  readonly onConnected: () => void;
  readonly onFirstReading: () => void;
  readonly onFailed: (error: Error | ErrorWithReasonCode) => void;
};

const READING_EVERY_MS = 2000;
const Config = z.object({ attributes: z.record(z.string(), z.unknown()) });

/** A thermometer with a mind of its own: connects, says what it is like, sends readings. @returns how to stop it. */
export function runDevice(device: Device, watcher: Watcher): () => Promise<void> {
  const client = connect(device.brokerUrl, {
    protocolVersion: 5,
    clientId: commonNameOf(device),
    key: device.privateKey,
    cert: [device.certificate, ...device.chain].join("\n"),
    ca: device.rootCertificate,
    reconnectPeriod: 2000,
    will: { topic: upTopic(device, "status"), payload: Buffer.from('{"online":false}'), qos: 1, retain: false },
  });
  let attributes: Record<string, unknown> = device.attributes ?? {};
  let isFirst = true;
  const sayStatus = () => publish(client, upTopic(device, "status"), { online: true, ts: Date.now(), attributes });
  client.on("error", watcher.onFailed);
  client.on("connect", () => {
    watcher.say(`connected to ${device.brokerUrl}`);
    watcher.onConnected();
    client.subscribe(downTopic(device, "config"), { qos: 1 }, sayStatus);
  });
  client.on("message", (_topic, payload) => {
    const config = Config.safeParse(parse(payload));
    if (!config.success) return;
    attributes = config.data.attributes;
    watcher.say(`attributes are now ${JSON.stringify(attributes)}`);
    sayStatus();
  });
  const timer = setInterval(() => {
    if (!client.connected) return;
    publish(client, upTopic(device, "telemetry"), reading(Date.now()), () => {
      if (!isFirst) return;
      isFirst = false;
      watcher.say("first reading acknowledged; Ctrl-C stops the device");
      watcher.onFirstReading();
    });
  }, READING_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await publishLast(client, upTopic(device, "status"));
    await client.endAsync();
  };
}

/** A room over the day: friendly payload, times in Unix milliseconds. */
function reading(now: number) {
  const turn = (now / 600_000) * 2 * Math.PI;
  const round = (value: number) => Math.round(value * 100) / 100;
  return { ts: now, values: { temperature: round(21 + 2 * Math.sin(turn)), humidity: round(45 + 5 * Math.cos(turn)) } };
}

const publish = (client: MqttClient, topic: string, body: object, done?: () => void) =>
  client.publish(topic, JSON.stringify(body), { qos: 1 }, (error) => {
    if (!error) done?.();
  });

const publishLast = async (client: MqttClient, topic: string) => {
  if (client.connected) await client.publishAsync(topic, JSON.stringify({ online: false, ts: Date.now() }), { qos: 1 });
};

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString("utf8"));
  } catch {
    return null;
  }
}
