/**
 * What a message costs on the wire, both ways: MQTT 5 (OASIS, 2.1 and 3.3), TLS 1.3 (RFC 8446, 5.2), TCP with timestamps
 * (RFC 7323, 3) over IPv4. Pure arithmetic; `apps/edge/src/budget/calibration.test.ts` holds it against counted bytes.
 */

/** Header, content type and tag of AES-GCM or ChaCha20-Poly1305 (RFC 8446, 5.2). */
const TLS_RECORD_BYTES = 22;
const TLS_RECORD_PLAIN_MAX = 16_384;
/** IPv4 20, TCP 20, timestamps 12. */
const SEGMENT_BYTES = 52;
/** SYN and SYN-ACK carry MSS, SACK and window scale beside the timestamps. */
const SYN_BYTES = 60;
/** An Ethernet MTU of 1,500 less the headers. */
const SEGMENT_PLAIN_MAX = 1_448;
/** Header, packet identifier, reason code, no properties (MQTT 5, 3.4); a broker may leave the last two out of a success. */
const PUBACK_BYTES = 6;

/** Bytes of the TLS stream, which a socket counts, and of the IP packets, which a carrier bills. */
export type Cost = { readonly stream: number; readonly wire: number };

export const NOTHING: Cost = { stream: 0, wire: 0 };
export const plus = (...costs: readonly Cost[]): Cost =>
  costs.reduce((sum, { stream, wire }) => ({ stream: sum.stream + stream, wire: sum.wire + wire }), NOTHING);
export const times = ({ stream, wire }: Cost, count: number): Cost => ({ stream: stream * count, wire: wire * count });

/** @param plain bytes written at once; `acks` segments without data answer them. */
function flight(plain: number, acks: number): Cost {
  const stream = plain + TLS_RECORD_BYTES * Math.max(1, Math.ceil(plain / TLS_RECORD_PLAIN_MAX));
  return { stream, wire: stream + SEGMENT_BYTES * (Math.ceil(stream / SEGMENT_PLAIN_MAX) + acks) };
}

/** A PUBLISH at QoS 1 without properties, before TLS. */
export function publishBytes(payload: number, topic: number): number {
  const remaining = 2 + topic + 2 + 1 + payload;
  return 1 + varintBytes(remaining) + remaining;
}

const varintBytes = (value: number): number => (value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4);

/**
 * Messages that go out in one write and are acknowledged in one, which is what uplink and platform do with those of one tick.
 * The platform's answer waits for its commit, which takes longer than a receiver delays its ACK (40 ms on Linux), so both
 * directions have a bare ACK; a long train of segments has one for every two (RFC 9293, 3.8.6.3).
 * @param plain their PUBLISH bytes together
 */
export function exchangeCost({ plain, messages }: { readonly plain: number; readonly messages: number }): Cost {
  const acks = Math.max(1, Math.ceil(plain / SEGMENT_PLAIN_MAX / 2));
  return plus(flight(plain, acks), flight(messages * PUBACK_BYTES, 1));
}

/** PINGREQ and PINGRESP, two bytes each. The answer comes at once and carries the ACK. */
export const pingCost = (): Cost => plus(flight(2, 0), flight(2, 1));

/** What a connection is made of, in bytes. */
export type ConnectionSizes = {
  /** DER of the certificates that the broker sends. */
  readonly brokerCertificates: number;
  /** DER of those that the gateway sends: its own and the issuing one. */
  readonly ownCertificates: number;
  /** DER of the gateway's own: each of the broker's two session tickets carries it (OpenSSL). */
  readonly ownCertificate: number;
  /** The broker's name in SNI; 0 where it is an address. */
  readonly brokerName: number;
  readonly clientId: number;
  /** `<tenant>/d/<device>/up/status` */
  readonly statusTopic: number;
};

// Counted between Node 20's OpenSSL 3 on both sides: X25519, AES-256-GCM, ECDSA P-256 signatures of 70 to 72 bytes.
const CLIENT_HELLO_BYTES = 349;
const SNI_BYTES = 9;
/** ServerHello to Finished without the certificates, with the names of two authorities in the CertificateRequest. */
const SERVER_FLIGHT_BYTES = 556;
/** Certificate, CertificateVerify and Finished without the certificates. */
const CLIENT_FLIGHT_BYTES = 226;
const TICKETS = 2;
const TICKET_BYTES = 287;
const CONNACK_BYTES = 15;
/** Everything of a CONNECT but client id and will topic; `{"online":false}` is the will. */
const CONNECT_BYTES = 41;
const SUBSCRIBE_BYTES = 6;
const SUBACK_BYTES = 6;
const DISCONNECT_BYTES = 4;
const CLOSE_NOTIFY_BYTES = 24;

/** Opening a connection: TCP's handshake, TLS's with both certificates, CONNECT and the subscription to `down/#`. */
export function connectCost(sizes: ConnectionSizes): Cost {
  const hello = CLIENT_HELLO_BYTES + (sizes.brokerName === 0 ? 0 : SNI_BYTES + sizes.brokerName);
  const connect = CONNECT_BYTES + sizes.clientId + sizes.statusTopic;
  const flights = [
    hello,
    SERVER_FLIGHT_BYTES + sizes.brokerCertificates,
    CLIENT_FLIGHT_BYTES + sizes.ownCertificates + connect + TLS_RECORD_BYTES,
    TICKETS * (TICKET_BYTES + sizes.ownCertificate),
    CONNACK_BYTES + TLS_RECORD_BYTES,
    // `down/#` is as long as `up/status` less three.
    SUBSCRIBE_BYTES + sizes.statusTopic - 3 + TLS_RECORD_BYTES,
    SUBACK_BYTES + TLS_RECORD_BYTES,
  ];
  const stream = flights.reduce((sum, bytes) => sum + bytes, 0);
  const segments = flights.reduce((sum, bytes) => sum + Math.ceil(bytes / SEGMENT_PLAIN_MAX), 0);
  const bareAcks = 5;
  return { stream, wire: stream + SEGMENT_BYTES * (segments + bareAcks) + 2 * SYN_BYTES };
}

/** Taking leave: DISCONNECT, close_notify of both, FIN and ACK of both. */
export function leaveCost(): Cost {
  const stream = DISCONNECT_BYTES + TLS_RECORD_BYTES + 2 * CLOSE_NOTIFY_BYTES;
  return { stream, wire: stream + SEGMENT_BYTES * 6 };
}

/** One question to a time server and its answer: 48 bytes each (RFC 5905, 7.3) over UDP. */
export const clockCheckCost = (): Cost => ({ stream: 0, wire: 2 * (48 + 28) });

/** As this platform's own authority issues them. */
export const TYPICAL_CONNECTION: ConnectionSizes = {
  brokerCertificates: 948,
  ownCertificates: 987,
  ownCertificate: 528,
  brokerName: 20,
  clientId: 20,
  statusTopic: 32,
};
