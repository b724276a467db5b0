import { type Block, lengthOf, type ModbusPoint } from "./plan";

/** What a point's registers hold, before its scale; null where the answer was too short for it. */
export function decodePoint(point: ModbusPoint, block: Block, values: readonly number[]): unknown {
  const offset = point.address - block.address;
  const own = values.slice(offset, offset + lengthOf(point));
  if (own.length < lengthOf(point)) return null;
  if (point.type === "bit") return own[0] === 1;
  const raw = bytesOf(point, own);
  return point.type === "string" ? textOf(raw) : numberOf(point, raw);
}

/** The bytes as the value has them, most significant first. */
function bytesOf({ type, wordOrder, byteOrder }: ModbusPoint, registers: readonly number[]): Buffer {
  const raw = Buffer.alloc(registers.length * 2);
  // The characters of a text follow one another whatever the order of numbers is.
  const ordered = wordOrder === "little" && type !== "string" ? registers.toReversed() : registers;
  ordered.forEach((word, index) => {
    if (byteOrder === "little") raw.writeUInt16LE(word, index * 2);
    else raw.writeUInt16BE(word, index * 2);
  });
  return raw;
}

/** Fixed-length texts are filled up with zeros or spaces. */
const textOf = (raw: Buffer): string => (raw.toString("latin1").split("\0")[0] ?? "").trimEnd();

function numberOf({ type, bits }: ModbusPoint, raw: Buffer): unknown {
  switch (type) {
    case "int16":
      return raw.readInt16BE(0);
    case "uint32":
      return raw.readUInt32BE(0);
    case "int32":
      return raw.readInt32BE(0);
    case "uint64":
      return Number(raw.readBigUInt64BE(0));
    case "int64":
      return Number(raw.readBigInt64BE(0));
    case "float32":
      // Seven digits are all a 32-bit float holds; more would be noise of its conversion.
      return Number(raw.readFloatBE(0).toPrecision(7));
    case "float64":
      return raw.readDoubleBE(0);
    default:
      return bits === undefined ? raw.readUInt16BE(0) : bitsOf(raw.readUInt16BE(0), bits);
  }
}

function bitsOf(register: number, { from, count }: { readonly from: number; readonly count: number }) {
  const field = (register >>> from) & (2 ** count - 1);
  return count === 1 ? field === 1 : field;
}

/** Values after which a counter begins again at nothing; null where its type does not say. */
export function counterRange({ type }: ModbusPoint): number | null {
  if (type === "uint16") return 2 ** 16;
  return type === "uint32" ? 2 ** 32 : null;
}
