import { isIP, connect as tcpConnect } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { Logger } from "@outstation/kit/logger";
import { type ISocketFactory, Kafka, type KafkaConfig, logLevel, type SASLOptions } from "kafkajs";

/** How to reach a Kafka, and as whom. */
export type KafkaAddress = {
  /** `host:port` of some of its brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** PEM texts. `ca` empty: the system's authorities. A certificate and key make it mutual. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    readonly username: string;
    readonly password: string;
  };
};

/** For what is asked once: connecting, metadata, creating topics. About 6 s of trying in all. */
const RETRY = { initialRetryTime: 100, multiplier: 2, maxRetryTime: 1000, retries: 8 };

/** A client of one cluster. Nothing is connected yet. */
export function createClient(address: KafkaAddress, clientId: string, logger: Logger): Kafka {
  return new Kafka({
    ...connectionOf(address),
    brokers: [...address.brokers],
    clientId,
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: RETRY,
    socketFactory: connect,
    // What it calls an error is one attempt of many: whoever asked tells of what lasts.
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => {
      const { message, timestamp: _, logger: __, ...detail } = entry.log;
      logger.debug({ ...detail, kafka: entry.namespace }, message);
    },
  });
}

/** As kafkajs' own, which leaves Nagle's algorithm on: the end of a request then waits for the other side's ACK. */
const connect: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  const named = isIP(host) === 0 ? { servername: host } : {};
  const socket = ssl ? tlsConnect({ host, port, ...named, ...ssl }, onConnect) : tcpConnect({ host, port }, onConnect);
  return socket.setNoDelay(true).setKeepAlive(true, 60_000);
};

function connectionOf({ tls, sasl }: KafkaAddress): Pick<KafkaConfig, "ssl" | "sasl"> {
  const ssl = tls && {
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.certificate && tls.key ? { cert: tls.certificate, key: tls.key } : {}),
  };
  return { ...(ssl ? { ssl } : {}), ...(sasl ? { sasl: optionsOf(sasl) } : {}) };
}

/** kafkajs has a type for each mechanism, so each is made by itself. */
function optionsOf({ mechanism, username, password }: NonNullable<KafkaAddress["sasl"]>): SASLOptions {
  if (mechanism === "plain") return { mechanism, username, password };
  if (mechanism === "scram-sha-256") return { mechanism, username, password };
  return { mechanism, username, password };
}
