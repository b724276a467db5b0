import type { Segment } from "../wire/apdu";

/** An answer longer than this is not taken: 64 segments of 1476 octets is what was offered. */
const OCTETS_MAX = 64 * 1476;
/** Segments that the device may send before it waits for a word; our queue takes that many of the largest. */
const WINDOW = 16;

export type SegmentReply = { readonly sequence: number; readonly window: number; readonly negative: boolean };

/** Puts the segments of one answer together (ASHRAE 135, clause 5.4.4.4). One for each try: answers to two tries never mix. */
export function createSegments() {
  const parts: Buffer[] = [];
  let octets = 0;
  let window = 1;
  return {
    get started() {
      return parts.length > 0;
    },
    /** @returns what to tell the device, if anything, and the whole answer when this was its last segment. */
    take(segment: Segment, body: Buffer): { readonly reply?: SegmentReply; readonly whole?: Buffer } {
      const expected = parts.length & 0xff;
      const last = (parts.length - 1) & 0xff;
      if (segment.sequence !== expected) return { reply: { sequence: last, window, negative: parts.length > 0 } };
      if (parts.length === 0) window = Math.min(WINDOW, Math.max(1, segment.window));
      octets += body.length;
      if (octets > OCTETS_MAX) return {};
      parts.push(Buffer.from(body));
      const reply = { sequence: expected, window, negative: false };
      if (!segment.moreFollows) return { reply, whole: Buffer.concat(parts) };
      // The first segment is answered alone, because it tells the window.
      return (parts.length - 1) % window === 0 ? { reply } : {};
    },
  };
}
