import asn1, { type Sink } from "bacstack/lib/asn1.js";
import subscribeCov from "bacstack/lib/services/subscribe-cov.js";
import whoIs from "bacstack/lib/services/who-is.js";
import type { ObjectId } from "./values";

export type Reference = { readonly object: ObjectId; readonly property: number; readonly index?: number };

/** The greatest request: APDUs of 1476 octets are what fits into an Ethernet frame (ASHRAE 135, annex J). */
const REQUEST_OCTETS_MAX = 1472;

/** @param range of device instances; without it every device is asked. */
export const encodeWhoIs = (range?: { readonly low: number; readonly high: number }): Buffer =>
  written((sink) => {
    if (range !== undefined) whoIs.encode(sink, range.low, range.high);
  });

/** bacstack's own encoder of this service takes an index of 0, the length of an array, for no index. */
export const encodeReadProperty = ({ object, property, index }: Reference): Buffer =>
  written((sink) => {
    asn1.encodeContextObjectId(sink, 0, object.type, object.instance);
    asn1.encodeContextEnumerated(sink, 1, property);
    if (index !== undefined) asn1.encodeContextUnsigned(sink, 2, index);
  });

/** References to the same object that follow each other go together. */
export const encodeReadPropertyMultiple = (references: readonly Reference[]): Buffer =>
  written((sink) => {
    references.forEach(({ object, property, index }, at) => {
      const before = references[at - 1]?.object;
      if (before === undefined || !sameObject(before, object)) {
        if (before !== undefined) asn1.encodeClosingTag(sink, 1);
        asn1.encodeContextObjectId(sink, 0, object.type, object.instance);
        asn1.encodeOpeningTag(sink, 1);
      }
      asn1.encodeContextEnumerated(sink, 0, property);
      if (index !== undefined) asn1.encodeContextUnsigned(sink, 1, index);
    });
    if (references.length > 0) asn1.encodeClosingTag(sink, 1);
  });

export type Subscription = {
  readonly processId: number;
  readonly object: ObjectId;
  readonly confirmed: boolean;
  /** At least 1: a lifetime of 0 is a subscription that nobody ever ends (clause 13.14.1.1.4). */
  readonly lifetimeS: number;
};

/** @throws RangeError for a subscription without an end. */
export function encodeSubscribeCov({ processId, object, confirmed, lifetimeS }: Subscription): Buffer {
  if (!(lifetimeS >= 1)) throw new RangeError("a subscription without an end is never asked for");
  return written((sink) => subscribeCov.encode(sink, processId, object, false, confirmed, Math.floor(lifetimeS)));
}

export const sameObject = (a: ObjectId, b: ObjectId): boolean => a.type === b.type && a.instance === b.instance;

function written(write: (sink: Sink) => void): Buffer {
  const sink = { buffer: Buffer.alloc(REQUEST_OCTETS_MAX), offset: 0 };
  write(sink);
  if (sink.offset > REQUEST_OCTETS_MAX) throw new RangeError("the request is longer than a datagram");
  return sink.buffer.subarray(0, sink.offset);
}
