import { Malformed, openOctets } from "./octets";
import { readApplication } from "./values";

/** Service choices (ASHRAE 135, clause 21) that a gateway which only reads has to do with. */
export const CONFIRMED = { covNotification: 1, subscribeCov: 5, readProperty: 12, readPropertyMultiple: 14 } as const;
export const UNCONFIRMED = { iAm: 0, covNotification: 2, whoIs: 8 } as const;
/** What this gateway may ask of a device. There is no way to send another service from here. */
export type ReadingService = 5 | 12 | 14;

export type Segment = { readonly sequence: number; readonly window: number; readonly moreFollows: boolean };
export type Apdu =
  | { readonly kind: "request"; readonly invokeId: number; readonly service: number; readonly body: Buffer }
  | { readonly kind: "unconfirmed"; readonly service: number; readonly body: Buffer }
  | {
      readonly kind: "ack";
      readonly invokeId: number;
      readonly service: number;
      readonly body: Buffer;
      readonly segment?: Segment;
    }
  | { readonly kind: "error"; readonly invokeId: number; readonly errorClass: number; readonly errorCode: number }
  | { readonly kind: "reject" | "abort"; readonly invokeId: number; readonly reason: number }
  | { readonly kind: "none" };

/** PDU types and flags (clause 20.1). */
const PDU = { request: 0, unconfirmed: 1, simpleAck: 2, complexAck: 3, segmentAck: 4, error: 5, reject: 6, abort: 7 };
const SEGMENTED = 0x08;
const MORE_FOLLOWS = 0x04;
const SEGMENTED_RESPONSE_ACCEPTED = 0x02;
/** Up to 64 segments of 1476 octets: the longest answer to this is an object list of some 18,000 objects. */
const MAX_SEGMENTS_MAX_APDU = 0x65;

/** @throws Malformed */
export function readApdu(apdu: Buffer): Apdu {
  const octets = openOctets(apdu);
  const first = octets.u8();
  const rest = () => octets.take(octets.left());
  switch (first >> 4) {
    case PDU.request: {
      // Requests to us are COV notifications, which fit into one APDU.
      if ((first & SEGMENTED) !== 0) return { kind: "none" };
      octets.u8();
      return { kind: "request", invokeId: octets.u8(), service: octets.u8(), body: rest() };
    }
    case PDU.unconfirmed:
      return { kind: "unconfirmed", service: octets.u8(), body: rest() };
    case PDU.simpleAck:
      return { kind: "ack", invokeId: octets.u8(), service: octets.u8(), body: Buffer.alloc(0) };
    case PDU.complexAck: {
      const invokeId = octets.u8();
      if ((first & SEGMENTED) === 0) return { kind: "ack", invokeId, service: octets.u8(), body: rest() };
      const segment = { sequence: octets.u8(), window: octets.u8(), moreFollows: (first & MORE_FOLLOWS) !== 0 };
      return { kind: "ack", invokeId, service: octets.u8(), body: rest(), segment };
    }
    case PDU.error: {
      const invokeId = octets.u8();
      octets.u8();
      return { kind: "error", invokeId, ...readError(rest()) };
    }
    case PDU.reject:
    case PDU.abort:
      return { kind: first >> 4 === PDU.reject ? "reject" : "abort", invokeId: octets.u8(), reason: octets.u8() };
    default:
      return { kind: "none" };
  }
}

/** Some services wrap the pair into an opening tag 0. */
function readError(body: Buffer): { readonly errorClass: number; readonly errorCode: number } {
  const octets = openOctets(body);
  octets.skipIf("opening", 0);
  const [errorClass, errorCode] = [0, 1].map(() => {
    const value = readApplication(octets, octets.tag());
    if (value.kind !== "enumerated") throw new Malformed("an error without class and code");
    return value.value;
  });
  return { errorClass: errorClass ?? 0, errorCode: errorCode ?? 0 };
}

export const confirmedRequest = (invokeId: number, service: ReadingService, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([SEGMENTED_RESPONSE_ACCEPTED, MAX_SEGMENTS_MAX_APDU, invokeId, service]), body]);

export const whoIsRequest = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([PDU.unconfirmed << 4, UNCONFIRMED.whoIs]), body]);

export const segmentAck = (invokeId: number, sequence: number, window: number, negative: boolean): Buffer =>
  Buffer.from([(PDU.segmentAck << 4) | (negative ? 0x02 : 0), invokeId, sequence, window]);

export const simpleAck = (invokeId: number, service: number): Buffer =>
  Buffer.from([PDU.simpleAck << 4, invokeId, service]);

/** Error class services (5), code unknown-subscription (79): the device may forget that subscription. */
export const unknownSubscription = (invokeId: number): Buffer =>
  Buffer.from([PDU.error << 4, invokeId, CONFIRMED.covNotification, 0x91, 5, 0x91, 79]);

/** Reject reason 9: unrecognized service. */
export const rejectService = (invokeId: number): Buffer => Buffer.from([PDU.reject << 4, invokeId, 9]);
