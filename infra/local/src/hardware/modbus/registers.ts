import type { ModbusPoint } from "@outstation/contracts/edge/sources/modbus";

export type Point = ModbusPoint;

/** The registers (or bits, as 0 and 1) of a point that shows this value: in its type, scale and orders. */
export function registersOf(point: Point, value: number | boolean | string): number[] {
  if (point.type === "bit") return [Number(Boolean(value))];
  const raw = point.type === "string" ? textBytes(point, String(value)) : numberBytes(point, Number(value));
  const registers = Array.from({ length: raw.length / 2 }, (_, index) =>
    point.byteOrder === "little" ? raw.readUInt16LE(index * 2) : raw.readUInt16BE(index * 2),
  );
  return point.wordOrder === "little" && point.type !== "string" ? registers.reverse() : registers;
}

const textBytes = ({ length = 1 }: Point, text: string): Buffer => {
  const raw = Buffer.alloc(length * 2);
  raw.write(text, "latin1");
  return raw;
};

function numberBytes({ type, scale, bits }: Point, value: number): Buffer {
  const raw = Buffer.alloc(type.endsWith("64") ? 8 : type.endsWith("32") ? 4 : 2);
  const counts = Math.round(value / scale);
  switch (type) {
    case "float32":
      raw.writeFloatBE(value / scale);
      break;
    case "float64":
      raw.writeDoubleBE(value / scale);
      break;
    case "uint64":
      raw.writeBigUInt64BE(BigInt(counts));
      break;
    case "int64":
      raw.writeBigInt64BE(BigInt(counts));
      break;
    case "uint32":
      raw.writeUInt32BE(counts % 2 ** 32);
      break;
    case "int32":
      raw.writeInt32BE(counts);
      break;
    case "int16":
      raw.writeInt16BE(counts);
      break;
    default:
      raw.writeUInt16BE(bits === undefined ? counts : Number(value) << bits.from);
  }
  return raw;
}
