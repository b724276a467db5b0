import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type IClientOptions, MqttClient } from "mqtt";
import type { ByteMeter } from "./byte-meter";
import { hostOf, openTcp, type SiteProxy } from "./proxy";

/** What it takes to stand before the broker as this device. */
export type BrokerCredentials = {
  /** `mqtts://host:port` */
  readonly brokerUrl: string;
  /** The certificate's common name. */
  readonly clientId: string;
  readonly rootCertificate: string;
  /** The leaf and its issuing CAs, PEM. */
  readonly certificateChain: string;
  readonly privateKey: string;
  /** The site's HTTP proxy, where that is the way out. */
  readonly proxy?: SiteProxy | undefined;
  /** A packet at least this often, s; 20 where it is not said. Each costs some 200 bytes on the wire (`contracts/edge/budget`). */
  readonly keepAliveS?: number | undefined;
  /** Counts what this connection sends and receives. */
  readonly meter?: ByteMeter;
};

export type Will = { readonly topic: string; readonly payload: string };

/** A message from the platform. `correlation` is MQTT 5's correlation data (3.3.2.3.6). */
export type DownMessage = { readonly payload: Buffer; readonly correlation?: Buffer };
export type DownHandler = (message: DownMessage) => void;
/** What the platform sends: listened to before the connection is made, for a kept session brings its messages with it. */
export type Down = { readonly filter: string; readonly onMessage: (topic: string, message: DownMessage) => void };

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_S = 20;
/** Of a broker that says none. */
const RECEIVE_MAX = 65_535;
/** The broker keeps our subscriptions and what waits for us for a day. */
const SESSION_EXPIRY_S = 86_400;

/** One connection, until it ends. Nothing outlives it: the next one is a new client, and the spool says what to send. */
export type BrokerLink = {
  /** Resolves when the broker acknowledged the message (QoS 1); rejects when it refused it. Never settles after the link ended. */
  publish(topic: string, payload: string | Buffer): Promise<void>;
  /** Messages that the broker takes unacknowledged (MQTT 5, 3.2.2.3.3). */
  readonly receiveMax: number;
  /** Resolves with the cause when the connection has ended, for whatever reason. */
  readonly ended: Promise<string>;
  /** Takes leave of the broker, so that it sends no last will, and ends the connection within `ms`. */
  leave(ms: number): Promise<void>;
  /** Drops the connection; the broker sends the last will. */
  drop(cause: string): void;
};

/**
 * Connects over TLS with the device's certificate. mqtt.js's own reconnecting and its promises are not used: a refused
 * client certificate can leave them unsettled for ever.
 * @throws Error when the connection was refused or took longer than 10 s; its cause carries the code
 */
export async function openBrokerLink(
  credentials: BrokerCredentials,
  will: Will,
  signal: AbortSignal,
  down?: Down,
): Promise<BrokerLink> {
  const url = new URL(credentials.brokerUrl);
  const target = { host: hostOf(url), port: Number(url.port || 8883) };
  const socket = await openTcp(target, credentials.proxy, signal).catch((cause) => {
    throw new Error(signal.aborted ? "stopped" : cause.message || cause.code, { cause });
  });
  credentials.meter?.count(socket);
  return connectOver(socket, target.host, { credentials, will, signal, down });
}

type Connecting = {
  readonly credentials: BrokerCredentials;
  readonly will: Will;
  readonly signal: AbortSignal;
  readonly down: Down | undefined;
};

function connectOver(socket: Socket, host: string, { credentials, will, signal, down }: Connecting) {
  return new Promise<BrokerLink>((resolve, reject) => {
    let end = (_cause: string) => {};
    const ended = new Promise<string>((resolveEnded) => {
      end = resolveEnded;
    });
    const fail = (cause: string, reason?: unknown) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      end(cause);
      reject(new Error(cause, { cause: reason }));
      client.end(true);
    };
    const failed = (reason: Error) => fail(reason.message || String((reason as { code?: unknown }).code), reason);
    const abort = () => fail("stopped");
    const timer = setTimeout(() => fail("no answer", { code: "ETIMEDOUT" }), CONNECT_TIMEOUT_MS);
    signal.addEventListener("abort", abort, { once: true });
    const client = new MqttClient(
      // mqtt.js passes some errors of its stream on and swallows the others.
      () => connectTls({ socket, host, ...tlsOf(credentials) }).on("error", failed),
      mqttOptions(credentials, will),
    );
    client.on("error", failed);
    client.on("disconnect", ({ reasonCode }) =>
      fail(`disconnected by the broker, reason ${reasonCode}`, { code: reasonCode }),
    );
    client.on("close", () => fail("connection closed"));
    client.on("message", (topic, payload, { properties }) => {
      const correlation = properties?.correlationData;
      down?.onMessage(topic, correlation === undefined ? { payload } : { payload, correlation });
    });
    client.once("connect", ({ properties }) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (down !== undefined)
        client.subscribe(down.filter, { qos: 1 }, (reason) => {
          if (reason) fail(`the broker refused ${down.filter}: ${reason.message}`, reason);
        });
      resolve(linkOf({ client, ended, receiveMax: properties?.receiveMaximum ?? RECEIVE_MAX, drop: fail }));
    });
  });
}

const tlsOf = ({ rootCertificate, certificateChain, privateKey }: BrokerCredentials) => ({
  ca: rootCertificate,
  // Whoever checks it has the root (RFC 8446, 4.4.2): 421 bytes less for each connection.
  cert: certificatesOf(certificateChain)
    .filter((pem) => !isSame(pem, rootCertificate))
    .join("\n"),
  key: privateKey,
  rejectUnauthorized: true,
  minVersion: "TLSv1.2" as const,
});

const certificatesOf = (chain: string): readonly string[] =>
  chain.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
const isSame = (pem: string, other: string) => new X509Certificate(pem).raw.equals(new X509Certificate(other).raw);

const mqttOptions = ({ clientId, keepAliveS = KEEP_ALIVE_S }: BrokerCredentials, will: Will): IClientOptions => ({
  protocolVersion: 5,
  clientId,
  clean: false,
  properties: { sessionExpiryInterval: SESSION_EXPIRY_S },
  keepalive: keepAliveS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  reconnectPeriod: 0,
  resubscribe: false,
  will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: false },
});

type Open = {
  readonly client: MqttClient;
  readonly receiveMax: number;
  readonly ended: Promise<string>;
  readonly drop: (cause: string) => void;
};

function linkOf({ client, receiveMax, ended, drop }: Open): BrokerLink {
  return {
    receiveMax,
    ended,
    drop,
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        client.publish(topic, payload, { qos: 1 }, (reason) => (reason ? reject(reason) : resolve()));
      }),
    leave: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          drop("left");
          resolve();
        }, ms);
        client.end(false, { reasonCode: 0 }, () => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
