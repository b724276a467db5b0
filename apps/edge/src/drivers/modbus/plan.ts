import type { ModbusPoint } from "@outstation/contracts/edge/sources/modbus";
import { isBitTable, type Read } from "./pdu";

export type { ModbusPoint };

/** One request: a run of registers (or bits) and the points that lie in it. */
export type Block = Read & { readonly points: readonly ModbusPoint[] };

export type PlanLimits = { readonly registersMax?: number | undefined; readonly holeMax?: number | undefined };

/** Modbus application protocol 1.1b3, sections 6.3 and 6.1: at most 125 registers, or 2000 bits, in one read. */
const REGISTERS_MAX = 125;
const BITS_MAX = 2000;
/** Reading over a hole this small costs less than another request. */
const HOLE_MAX = 8;
const BIT_HOLE_MAX = 128;

/** Registers (or bits) that a point takes. */
export function lengthOf({ type, length }: ModbusPoint): number {
  if (type === "string") return length ?? 1;
  if (type.endsWith("64")) return 4;
  return type.endsWith("32") ? 2 : 1;
}

/** The fewest reads that cover the points: neighbours in the same table are fetched together, over small holes. */
export function planReads(points: readonly ModbusPoint[], limits: PlanLimits = {}): Block[] {
  const ordered = points.toSorted((a, b) => a.table.localeCompare(b.table) || a.address - b.address);
  const blocks: Block[] = [];
  for (const point of ordered) {
    const last = blocks.at(-1);
    const end = point.address + lengthOf(point);
    const joins = last !== undefined && last.table === point.table && isWithin(last, point, end, limits);
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

function isWithin(block: Block, point: ModbusPoint, end: number, { registersMax, holeMax }: PlanLimits): boolean {
  const isBit = isBitTable(block.table);
  const most = isBit ? BITS_MAX : (registersMax ?? REGISTERS_MAX);
  // A device that refuses holes refuses those between its coils too.
  const hole = isBit && holeMax !== 0 ? BIT_HOLE_MAX : (holeMax ?? HOLE_MAX);
  return point.address <= block.address + block.length + hole && end - block.address <= most;
}

/** A read for each point, for a device that refuses a read over registers it does not have. */
export const split = (block: Block): Block[] => block.points.flatMap((point) => planReads([point]));
