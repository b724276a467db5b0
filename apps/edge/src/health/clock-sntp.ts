import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Clock } from "@outstation/kit/clock";

/** How far our clock is ahead of the true time, and how far that may be wrong, ms. */
export type ClockMeasurement = { readonly offsetMs: number; readonly uncertaintyMs: number };

const TIMEOUT_MS = 3_000;
const PACKET_BYTES = 48;
/** No leap warning, version 4, client (RFC 5905, 7.3). */
const CLIENT = 0b00_100_011;
const SERVER_MODE = 4;
const UNSYNCHRONISED = 3;
const STRATUM_MAX = 15;
/** Of our own clock. */
const RESOLUTION_MS = 1;
/** 1900-01-01 to 1970-01-01. */
const EPOCH_S = 2_208_988_800;
const ERA_S = 2 ** 32;

/**
 * Asks an SNTP server once (RFC 4330). The answer must name what we sent, 64 random bits in place of our time, so that nobody
 * off the path can answer in the server's place, and so that it tells nobody how wrong our clock is.
 * @param server `host` or `host:port`
 * @throws Error where there is no answer within 3 s, or one that is of no use
 */
export async function askTimeServer(server: string, clock: Clock): Promise<ClockMeasurement> {
  const [host = "", port = "123"] = server.split(":");
  const request = Buffer.alloc(PACKET_BYTES);
  request[0] = CLIENT;
  const nonce = randomBytes(8);
  nonce.copy(request, 40);
  const sentAt = clock.now();
  const begun = performance.now();
  const answer = await exchange({ host, port: Number(port), request });
  const tripMs = performance.now() - begun;
  return readAnswer(answer, { nonce, sentAt, tripMs });
}

type Asked = { readonly nonce: Buffer; readonly sentAt: number; readonly tripMs: number };

/** @param asked.tripMs by a clock that nobody sets */
export function readAnswer(answer: Buffer, { nonce, sentAt, tripMs }: Asked): ClockMeasurement {
  if (answer.length < PACKET_BYTES) throw new Error(`an answer of ${answer.length} bytes`);
  const first = answer.readUInt8(0);
  const stratum = answer.readUInt8(1);
  if ((first & 7) !== SERVER_MODE) throw new Error("not the answer of a server");
  if (!answer.subarray(24, 32).equals(nonce)) throw new Error("an answer to another question");
  // Stratum 0 says go away, with the reason in four letters (RFC 5905, 7.4).
  if (stratum === 0) throw new Error(`the server says ${answer.toString("latin1", 12, 16)}`);
  if (first >> 6 === UNSYNCHRONISED || stratum > STRATUM_MAX) throw new Error("the server does not know the time");
  const received = timeAt(answer, 32);
  const transmitted = timeAt(answer, 40);
  if (transmitted === null || received === null || transmitted < received) throw new Error("an answer without a time");
  const server = transmitted - received;
  const delayMs = Math.max(0, tripMs - server);
  // ((T2 − T1) + (T3 − T4)) / 2 is the server's clock ahead of ours (RFC 5905, 8).
  const ahead = (received - sentAt + transmitted - (sentAt + tripMs)) / 2;
  const rootDistanceMs = (shortAt(answer, 4) / 2 + shortAt(answer, 8)) * 1000;
  return { offsetMs: -ahead, uncertaintyMs: delayMs / 2 + rootDistanceMs + RESOLUTION_MS };
}

/** A timestamp in Unix ms; from 2036 on it begins anew (RFC 4330, 3). Null where it is not set. */
function timeAt(packet: Buffer, at: number): number | null {
  const seconds = packet.readUInt32BE(at);
  const fraction = packet.readUInt32BE(at + 4);
  if (seconds === 0 && fraction === 0) return null;
  const era = seconds < 0x8000_0000 ? ERA_S : 0;
  return (seconds + era - EPOCH_S) * 1000 + (fraction / ERA_S) * 1000;
}

/** Seconds in 16.16 fixed point. */
const shortAt = (packet: Buffer, at: number): number => packet.readUInt32BE(at) / 65_536;

type Exchange = { readonly host: string; readonly port: number; readonly request: Buffer };

function exchange({ host, port, request }: Exchange): Promise<Buffer> {
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  return new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(Object.assign(new Error(`no answer of ${host}`), { code: "ETIMEDOUT" })),
      TIMEOUT_MS,
    );
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", reject);
    socket.once("message", resolve);
    // Connected: answers from elsewhere do not arrive, and a closed port is heard of.
    socket.connect(port, host, () => socket.send(request));
  }).finally(() => socket.close());
}
