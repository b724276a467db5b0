import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { fault } from "@outstation/kit/fault";

export type BridgeTls = {
  /** PEM: whom the broker's certificate must descend from. Absent: the system's list. */
  readonly trusted?: readonly string[];
  /** PEM: who we are, where the broker asks for a certificate. */
  readonly certificate?: string;
  readonly key?: string;
};

/** How to reach the broker; opens one connection a call. */
export type Dial = (signal: AbortSignal) => Promise<Socket>;

const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);
const DIAL_MS_MAX = 10_000;

/**
 * How to reach `mqtts://host[:port]`. Plain `mqtt://` is for a broker on this very machine: anywhere else it would show every
 * tenant's data, and our password, to the network.
 * @throws Fault `bridge.address`
 */
export function dialerOf(url: string, tls: BridgeTls = {}): Dial {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !["mqtts:", "mqtt:"].includes(parsed.protocol))
    throw fault("bridge.address", `The broker's address is "${url}"; it must look like mqtts://broker.internal:8883.`);
  const secure = parsed.protocol === "mqtts:";
  if (!secure && !LOOPBACK.has(parsed.hostname))
    throw fault("bridge.address", `${url} is not on this machine, so it must be reached over TLS: mqtts://.`);
  const host = parsed.hostname.replace(/^\[|\]$/g, "");
  const port = Number(parsed.port || (secure ? 8883 : 1883));
  const { trusted, certificate, key } = tls;
  const secrets = {
    ...(trusted && { ca: [...trusted] }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
  };
  // A name is checked against the certificate by Node itself; a server name that is an address may not be sent (RFC 6066, 3).
  const open = (): Socket =>
    secure ? connectTls({ host, port, minVersion: "TLSv1.2", ...secrets }) : connectTcp({ host, port });
  return (signal) => dial(open, secure ? "secureConnect" : "connect", signal);
}

function dial(open: () => Socket | TLSSocket, opened: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = open();
    const done = (error?: Error) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.off("error", done);
      if (error === undefined) {
        socket.setNoDelay(true);
        return resolve(socket);
      }
      // What comes after the first error tells nothing new, and unheard it would end the process.
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const abort = () => done(new Error("the bridge is closing"));
    const timer = setTimeout(() => done(new Error(`no connection within ${DIAL_MS_MAX / 1000} s`)), DIAL_MS_MAX);
    socket.once("error", done);
    socket.once(opened, () => done());
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
