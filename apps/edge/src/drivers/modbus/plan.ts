import type { ModbusSource } from "@outstation/contracts/edge/sources/modbus";

export type ModbusPoint = ModbusSource["points"][number];

/** One request: a run of registers and the points that lie in it. */
export type Block = {
  readonly table: ModbusPoint["table"];
  readonly address: number;
  readonly length: number;
  readonly points: readonly ModbusPoint[];
};

/** Modbus application protocol 1.1b3, section 6.3: at most 125 registers in one read. */
const REGISTERS_MAX = 125;
/** Reading over a hole this small costs less than another request. */
const HOLE_MAX = 8;

export const lengthOf = ({ type }: ModbusPoint): number => (type.endsWith("32") ? 2 : 1);

/** The fewest reads that cover the points: neighbours in the same table are fetched together. */
export function planReads(points: readonly ModbusPoint[]): Block[] {
  const ordered = points.toSorted((a, b) => a.table.localeCompare(b.table) || a.address - b.address);
  const blocks: Block[] = [];
  for (const point of ordered) {
    const last = blocks.at(-1);
    const end = point.address + lengthOf(point);
    const joins =
      last !== undefined &&
      last.table === point.table &&
      point.address <= last.address + last.length + HOLE_MAX &&
      end - last.address <= REGISTERS_MAX;
    if (joins) blocks.pop();
    blocks.push({
      table: point.table,
      address: joins ? last.address : point.address,
      length: joins ? Math.max(last.length, end - last.address) : lengthOf(point),
      points: joins ? [...last.points, point] : [point],
    });
  }
  return blocks;
}

/** A read for each point, for a device that refuses a read over registers it does not have. */
export const split = (block: Block): Block[] => block.points.flatMap((point) => planReads([point]));

/** The number in a point's registers, before its scale. */
export function decodeRegisters(point: ModbusPoint, block: Block, registers: readonly number[]): number | null {
  const offset = point.address - block.address;
  const own = registers.slice(offset, offset + lengthOf(point));
  if (own.length < lengthOf(point)) return null;
  const ordered = point.wordOrder === "little" ? own.reverse() : own;
  const raw = Buffer.alloc(4);
  ordered.forEach((word, index) => {
    raw.writeUInt16BE(word, index * 2);
  });
  switch (point.type) {
    case "uint16":
      return raw.readUInt16BE(0);
    case "int16":
      return raw.readInt16BE(0);
    case "uint32":
      return raw.readUInt32BE(0);
    case "int32":
      return raw.readInt32BE(0);
    case "float32":
      // Seven digits are all a 32-bit float holds; more would be noise of its conversion.
      return Number(raw.readFloatBE(0).toPrecision(7));
  }
}
