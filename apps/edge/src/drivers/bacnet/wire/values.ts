import { Malformed, type Octets, type Tag } from "./octets";

export type ObjectId = { readonly type: number; readonly instance: number };

/** One value of a property, by the application tag it had (ASHRAE 135, clause 20.2.1.4). */
export type BacnetValue =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "unsigned" | "signed" | "real" | "enumerated"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bits"; readonly value: readonly boolean[] }
  | { readonly kind: "object"; readonly value: ObjectId }
  /** Dates, times, octet strings and everything constructed: nothing that a point could show. */
  | { readonly kind: "other" };

/** Constructed data may be nested; nothing that a device sends of the properties we read is deeper than this. */
const NESTING_MAX = 16;

export const objectIdOf = (word: number): ObjectId => ({ type: word >>> 22, instance: word & 0x3f_ffff });

/** The values up to the closing tag of this number, which is read too. @throws Malformed */
export function readValues(octets: Octets, closing: number): BacnetValue[] {
  const values: BacnetValue[] = [];
  while (!octets.skipIf("closing", closing)) values.push(readValue(octets));
  return values;
}

function readValue(octets: Octets): BacnetValue {
  const tag = octets.tag();
  if (tag.form === "application") return readApplication(octets, tag);
  if (tag.form === "closing") throw new Malformed("a closing tag that nothing opened");
  if (tag.form === "opening") skipConstructed(octets, tag.number, 1);
  else octets.take(tag.length);
  return { kind: "other" };
}

function skipConstructed(octets: Octets, closing: number, depth: number): void {
  if (depth > NESTING_MAX) throw new Malformed("nested too deeply");
  while (!octets.skipIf("closing", closing)) {
    const tag = octets.tag();
    if (tag.form === "opening") skipConstructed(octets, tag.number, depth + 1);
    else if (tag.form === "closing") throw new Malformed("a closing tag that nothing opened");
    else if (tag.form === "context" || tag.number !== BOOLEAN) octets.take(tag.length);
  }
}

const BOOLEAN = 1;

export function readApplication(octets: Octets, { number, length }: Tag): BacnetValue {
  switch (number) {
    case 0:
      return { kind: "null" };
    case BOOLEAN:
      return { kind: "boolean", value: length === 1 };
    case 2:
      return { kind: "unsigned", value: octets.unsigned(length) };
    case 3:
      return { kind: "signed", value: signed(octets.take(length)) };
    case 4:
      return { kind: "real", value: exactly(4, octets.take(length)).readFloatBE() };
    case 5:
      return { kind: "real", value: exactly(8, octets.take(length)).readDoubleBE() };
    case 7:
      return { kind: "text", value: text(octets.take(length)) };
    case 8:
      return { kind: "bits", value: bits(octets.take(length)) };
    case 9:
      return { kind: "enumerated", value: octets.unsigned(length) };
    case 12:
      return { kind: "object", value: objectIdOf(exactly(4, octets.take(length)).readUInt32BE()) };
    default:
      octets.take(length);
      return { kind: "other" };
  }
}

function exactly(length: number, octets: Buffer): Buffer {
  if (octets.length !== length) throw new Malformed(`${octets.length} octets where ${length} belong`);
  return octets;
}

function signed(octets: Buffer): number {
  if (octets.length < 1 || octets.length > 8) throw new Malformed(`an integer of ${octets.length} octets`);
  return Number(BigInt.asIntN(octets.length * 8, BigInt(`0x${octets.toString("hex")}`)));
}

/** Clause 20.2.9: the first octet names the character set. The two that need tables (DBCS, JIS) are read as Latin-1. */
function text(octets: Buffer): string {
  const characters = octets.subarray(1);
  switch (octets[0]) {
    case undefined:
      throw new Malformed("a character string without a character set");
    case 0:
      return characters.toString("utf8");
    case 3:
      return ucs4(characters);
    case 4:
      return ucs2(characters);
    default:
      return characters.toString("latin1");
  }
}

const ucs2 = (octets: Buffer): string =>
  Buffer.from(octets.subarray(0, octets.length & ~1))
    .swap16()
    .toString("utf16le");

function ucs4(octets: Buffer): string {
  let characters = "";
  for (let at = 0; at + 4 <= octets.length; at += 4) {
    const codePoint = octets.readUInt32BE(at);
    characters += codePoint > 0x10_ffff ? "\ufffd" : String.fromCodePoint(codePoint);
  }
  return characters;
}

/** Clause 20.2.10: the first octet counts the unused bits of the last one. */
function bits(octets: Buffer): boolean[] {
  const unused = octets[0];
  if (unused === undefined || unused > 7) throw new Malformed("a bit string without its count");
  const count = Math.max(0, (octets.length - 1) * 8 - unused);
  return Array.from({ length: count }, (_, bit) => (((octets[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) === 1);
}
