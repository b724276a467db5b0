import { createHash } from "node:crypto";
import type { SqlSource } from "@outstation/contracts/edge/sources/sql";
import type { RawReading } from "../driver";
import type { Row } from "../history/driver";

export type SqlRow = Readonly<Record<string, unknown>>;

/**
 * A row and its readings. A NULL is no reading: in a wide table it means that this row says nothing of that point.
 * @throws Error naming a column that is not there, or holds no time
 */
export function rowOf(source: SqlSource, row: SqlRow): Row {
  const time = timeIn(row, source.timeColumn);
  return {
    position: positionOf(source, row),
    key: createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, 16),
    time,
    readings: source.points.flatMap((point) => readingsOf(point, row, time)),
  };
}

function positionOf({ watermark }: SqlSource, row: SqlRow): string {
  if (watermark.kind === "time") return new Date(timeIn(row, watermark.column)).toISOString();
  const value = columnOf(row, watermark.column);
  if (typeof value !== "number") throw new Error(`column ${watermark.column} holds no number`);
  return String(value);
}

function readingsOf(point: SqlSource["points"][number], row: SqlRow, time: number): RawReading[] {
  if (point.where !== undefined && String(columnOf(row, point.where.column)) !== point.where.equals) return [];
  const value = columnOf(row, point.column);
  if (value === null) return [];
  const status = { protocol: "historian", quality: "good", status: null } as const;
  return [{ point: point.name, value, sourceTime: time, status }];
}

function columnOf(row: SqlRow, name: string): unknown {
  if (!(name in row)) throw new Error(`the query has no column ${name}`);
  return row[name];
}

function timeIn(row: SqlRow, name: string): number {
  const value = columnOf(row, name);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.getTime();
  throw new Error(`column ${name} holds no time`);
}
