import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { fault } from "@outstation/kit/fault";
import { connect, type IClientOptions, type IPublishPacket, type MqttClient, type Packet } from "mqtt";
import type { Enrolled } from "./enrol";
import type { Credentials } from "./x509";

const ANSWER_MS = 10_000;
const CLOSED_MS = 3_000;

/** Whether something happened in time. */
async function within(happening: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const isIn = await Promise.race([happening.then(() => true), late]);
  clearTimeout(timer);
  return isIn;
}

/** A connection to the broker, and what came over it. */
export type Link = {
  readonly client: MqttClient;
  readonly received: { readonly topic: string; readonly payload: string; readonly retain: boolean }[];
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>;
  isOpen(): boolean;
  /** @returns `acknowledged`, `refused` (an error code), or `closed`: the broker ended the connection. */
  publish(topic: string, payload: string, options?: { qos?: 0 | 1 | 2; retain?: boolean }): Promise<PublishOutcome>;
  /** @returns whether the broker granted it. */
  subscribe(filter: string): Promise<boolean>;
  /** A round trip: what the broker sent before has arrived when it resolves; false when the connection ended instead. */
  roundTrip(): Promise<boolean>;
  end(): void;
};
export type PublishOutcome = "acknowledged" | "refused" | "closed";

export type Dialling = {
  readonly credentials?: Credentials | undefined;
  readonly clientId?: string;
  readonly version?: 4 | 5;
  readonly will?: { readonly topic: string; readonly payload: string; readonly retain: boolean };
};

/** Connects as a device. @returns null where the broker let nobody in. */
export async function dial(device: Enrolled, how: Dialling = {}): Promise<Link | null> {
  const { credentials = device.credentials, clientId = commonNameOf(device.identity), version = 5, will } = how;
  const options: IClientOptions = {
    ...{ protocolVersion: version, clientId, ca: device.ca, reconnectPeriod: 0, connectTimeout: ANSWER_MS },
    ...{ cert: credentials.cert, key: credentials.key, keepalive: 30, clean: true },
    ...(will ? { will: { ...will, payload: Buffer.from(will.payload), qos: 1 as const } } : {}),
  };
  const client = connect(device.brokerUrl, options);
  client.on("error", () => undefined);
  const isIn = await new Promise<boolean>((resolve) => {
    client.once("connect", () => resolve(true));
    client.once("close", () => resolve(false));
  });
  if (!isIn) client.end(true);
  return isIn ? linkOf(client) : null;
}

/** Connects a device that must be let in. @throws Fault `proof.not_connected` */
export async function dialOrFail(device: Enrolled, how: Dialling = {}): Promise<Link> {
  const link = await dial(device, how);
  if (link === null)
    throw fault("proof.not_connected", "A device of the proof was not let in.", { ...device.identity });
  return link;
}

function linkOf(client: MqttClient): Link {
  const received: Link["received"] = [];
  let open = true;
  client.on("message", (topic, payload, { retain }: IPublishPacket) =>
    received.push({ topic, payload: payload.toString("utf8"), retain }),
  );
  const closed = new Promise<void>((resolve) =>
    client.once("close", () => {
      open = false;
      resolve();
    }),
  );
  /** The next packet that answers, or undefined when the connection ended first. */
  const answer = (isIt: (packet: Packet) => boolean): Promise<Packet | undefined> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(fault("proof.no_answer", "The broker did not answer.")), ANSWER_MS);
      const done = (packet?: Packet) => {
        clearTimeout(timer);
        client.off("packetreceive", heard);
        resolve(packet);
      };
      const heard = (packet: Packet) => isIt(packet) && done(packet);
      client.on("packetreceive", heard);
      void closed.then(() => done());
    });

  const roundTrip = async () => {
    if (!open) return false;
    const answered = answer(({ cmd }) => cmd === "pingresp");
    client.sendPing();
    return (await answered) !== undefined;
  };

  return {
    client,
    received,
    closed,
    isOpen: () => open,
    publish: async (topic, payload, { qos = 1, retain = false } = {}) => {
      const answered = qos === 0 ? undefined : answer(({ cmd }) => cmd === "puback" || cmd === "pubrec");
      client.publish(topic, Buffer.from(payload), { qos, retain }, () => undefined);
      // Nothing answers a QoS 0: the broker says no by ending the connection, at its own time.
      if (answered === undefined) return (await within(closed, CLOSED_MS)) ? "closed" : "acknowledged";
      const packet = await answered;
      if (packet === undefined) return "closed";
      return "reasonCode" in packet && Number(packet.reasonCode ?? 0) >= 0x80 ? "refused" : "acknowledged";
    },
    subscribe: async (filter) => {
      const answered = answer(({ cmd }) => cmd === "suback");
      // A filter that this client itself finds malformed is not even sent.
      const unsent = new Promise<undefined>((resolve) =>
        client.subscribe(filter, { qos: 1 }, (error) => error && resolve(undefined)),
      );
      const packet = await Promise.race([answered, unsent]);
      return packet?.cmd === "suback" && packet.granted.every((code) => Number(code) < 0x80);
    },
    roundTrip,
    end: () => void client.end(true),
  };
}
