/** What arrived cannot be read by the standard's rules. It never leaves the driver. */
export class Malformed extends Error {}

/** A tag of ASHRAE 135, clause 20.2.1. `length` counts octets, except for an application BOOLEAN, whose value it is. */
export type Tag = {
  readonly number: number;
  readonly form: "application" | "context" | "opening" | "closing";
  readonly length: number;
};

/** Reads octets from front to back, and throws `Malformed` rather than read behind their end. */
export type Octets = {
  left(): number;
  u8(): number;
  u16(): number;
  /** An unsigned integer of so many octets, most significant first. Exact up to 2^53. */
  unsigned(length: number): number;
  take(length: number): Buffer;
  tag(): Tag;
  /** The next tag, without moving on; null at the end. */
  peek(): Tag | null;
  /** @throws Malformed unless the next tag is this one. */
  expect(form: Tag["form"], number: number): Tag;
  /** Moves on when the next tag is this one. */
  skipIf(form: Tag["form"], number: number): boolean;
};

export function openOctets(octets: Buffer): Octets {
  let at = 0;
  const take = (length: number): Buffer => {
    if (length > octets.length - at) throw new Malformed(`${length} octets announced, ${octets.length - at} there`);
    at += length;
    return octets.subarray(at - length, at);
  };
  const unsigned = (length: number): number => {
    if (length > 8) throw new Malformed(`an integer of ${length} octets`);
    let value = 0;
    for (const octet of take(length)) value = value * 256 + octet;
    return value;
  };
  const tag = () => readTag(unsigned);
  const peek = (): Tag | null => {
    if (at === octets.length) return null;
    const here = at;
    const next = tag();
    at = here;
    return next;
  };
  return {
    left: () => octets.length - at,
    u8: () => unsigned(1),
    u16: () => unsigned(2),
    unsigned,
    take,
    tag,
    peek,
    expect(form, number) {
      const next = tag();
      if (next.form !== form || next.number !== number) throw new Malformed(`${form} tag ${number} is missing`);
      return next;
    },
    skipIf(form, number) {
      const next = peek();
      if (next?.form !== form || next.number !== number) return false;
      tag();
      return true;
    },
  };
}

function readTag(unsigned: (length: number) => number): Tag {
  const first = unsigned(1);
  const context = (first & 0b1000) !== 0;
  const low = first & 0b111;
  const number = first >> 4 === 15 ? unsigned(1) : first >> 4;
  if (context && low === 6) return { number, form: "opening", length: 0 };
  if (context && low === 7) return { number, form: "closing", length: 0 };
  return { number, form: context ? "context" : "application", length: low === 5 ? longLength(unsigned) : low };
}

/** Clause 20.2.1.3.1: 254 and 255 announce a length of two and of four octets. */
function longLength(unsigned: (length: number) => number): number {
  const length = unsigned(1);
  if (length === 254) return unsigned(2);
  return length === 255 ? unsigned(4) : length;
}
