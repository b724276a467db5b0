import { type Answer, answerLengths, decodeAnswer, encodeRead, type Read } from "./pdu";

/** Thrown where what came cannot be the protocol: the connection is of no more use. */
export class Garbage extends Error {}

/** One read of one unit on the wire, and how its answer is found among the bytes that come. */
export type Exchange = {
  readonly request: Buffer;
  /**
   * @param received everything since the request went out
   * @returns null while the answer is not complete. @throws Garbage
   */
  findAnswer(received: Buffer): Answer | null;
};

export type Framing = (unitId: number, read: Read) => Exchange;

const MBAP_BYTES = 7;
/** Modbus Messaging on TCP/IP 1.0b, section 3.1.3: unit and PDU; a PDU has at most 253 bytes. */
const MBAP_LENGTH_MAX = 254;

/** Modbus TCP. Answers to an earlier request, that came too late for it, are known by their number and passed over. */
export function createTcpFraming(): Framing {
  let last = Math.floor(Math.random() * 0xffff);
  return (unitId, read) => {
    last = (last + 1) & 0xffff;
    const transaction = last;
    const pdu = encodeRead(read);
    const header = Buffer.alloc(MBAP_BYTES);
    header.writeUInt16BE(transaction, 0);
    header.writeUInt16BE(pdu.length + 1, 4);
    header.writeUInt8(unitId, 6);
    return {
      request: Buffer.concat([header, pdu]),
      findAnswer(received) {
        let at = 0;
        while (received.length - at >= MBAP_BYTES) {
          const length = received.readUInt16BE(at + 4);
          if (received.readUInt16BE(at + 2) !== 0 || length < 3 || length > MBAP_LENGTH_MAX)
            throw new Garbage("what came is not Modbus TCP");
          const end = at + 6 + length;
          if (end > received.length) return null;
          const isOurs = received.readUInt16BE(at) === transaction && received.readUInt8(at + 6) === unitId;
          if (isOurs) {
            const answer = decodeAnswer(read, received.subarray(at + MBAP_BYTES, end));
            if (answer === null) throw new Garbage("the answer does not fit the question");
            return answer;
          }
          at = end;
        }
        return null;
      },
    };
  };
}

/**
 * Modbus RTU (Modbus over serial line 1.02, section 2.5.1). A frame has no beginning that can be seen, so the answer is
 * looked for at every byte: noise before it, or the rest of an answer that came too late, does no harm.
 */
export function createRtuFraming(): Framing {
  return (unitId, read) => {
    const body = Buffer.concat([Buffer.of(unitId), encodeRead(read)]);
    return {
      request: withCrc(body),
      findAnswer(received) {
        for (let at = 0; at + 5 <= received.length; at++) {
          if (received[at] !== unitId) continue;
          for (const length of answerLengths(read)) {
            const end = at + 1 + length + 2;
            if (end > received.length) continue;
            const frame = received.subarray(at, end);
            if (!hasCrc(frame)) continue;
            const answer = decodeAnswer(read, frame.subarray(1, -2));
            if (answer !== null) return answer;
          }
        }
        return null;
      },
    };
  };
}

const withCrc = (body: Buffer): Buffer => {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16(body));
  return Buffer.concat([body, crc]);
};

const hasCrc = (frame: Buffer): boolean => crc16(frame.subarray(0, -2)) === frame.readUInt16LE(frame.length - 2);

/** Modbus over serial line 1.02, section 6.2.2: polynomial 0xA001, reflected, from 0xFFFF. */
export function crc16(bytes: Buffer): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}
