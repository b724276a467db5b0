import { ModbusPoint, problemsOfModbusPoint } from "@outstation/contracts/edge/sources/modbus";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import type { z } from "zod";

/** The columns of a register map, in the order in which it is written. Those after `type` may be missing or empty. */
export const REGISTER_MAP_COLUMNS = [
  "name",
  "table",
  "address",
  "type",
  "wordOrder",
  "byteOrder",
  "length",
  "bit",
  "bits",
  "scale",
  "interval",
  "kind",
  "unit",
  "decimals",
  "description",
] as const;
type Column = (typeof REGISTER_MAP_COLUMNS)[number];
type Cells = Readonly<Partial<Record<Column, string>>>;

const NEEDED: readonly Column[] = ["name", "table", "address", "type"];
const NUMBERS: readonly Column[] = ["address", "length", "scale", "decimals"];
const TEXTS: readonly Column[] = [
  "name",
  "table",
  "type",
  "wordOrder",
  "byteOrder",
  "interval",
  "kind",
  "unit",
  "description",
];

/** Line of the file, the header being line 1. */
export type RegisterMapProblem = { readonly line: number; readonly message: string };
export type RegisterMap = { readonly points: readonly ModbusPoint[]; readonly problems: readonly RegisterMapProblem[] };

/**
 * Reads a device's register map: CSV (RFC 4180), also with semicolons as spreadsheets of many countries write it. Nothing is
 * guessed: every line is a point or a problem.
 */
export function readRegisterMap(csv: string): RegisterMap {
  const points: ModbusPoint[] = [];
  const problems: RegisterMapProblem[] = [];
  for (const { cells, line } of recordsOf(csv, problems)) {
    const { data, error } = ModbusPoint.safeParse(pointOf(cells));
    const messages = data === undefined ? issuesOf(error) : problemsOfModbusPoint(data);
    if (points.some(({ name }) => name === data?.name)) messages.push(`"${data?.name}" comes twice`);
    problems.push(...messages.map((message) => ({ line, message })));
    if (data !== undefined && messages.length === 0) points.push(data);
  }
  return { points, problems };
}

/** The register map of these points. What `readRegisterMap` makes of it are the same points. */
export const writeRegisterMap = (points: readonly ModbusPoint[]): string =>
  stringify(
    points.map((point) => {
      const cells: Partial<Record<Column, unknown>> = { ...point, bit: point.bits?.from, bits: point.bits?.count };
      return REGISTER_MAP_COLUMNS.map((column) => cells[column] ?? "");
    }),
    { header: true, columns: [...REGISTER_MAP_COLUMNS] },
  );

function recordsOf(csv: string, problems: RegisterMapProblem[]): { cells: Cells; line: number }[] {
  const [header = ""] = csv.split(/\r?\n/, 1);
  try {
    const records: { record: Cells; info: { lines: number } }[] = parse(csv, {
      bom: true,
      columns: checkedHeader,
      delimiter: header.includes(";") && !header.includes(",") ? ";" : ",",
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
    });
    return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (reason) {
    const { lines = 1 } = reason as { readonly lines?: number };
    problems.push({ line: lines, message: reason instanceof Error ? reason.message : String(reason) });
    return [];
  }
}

function checkedHeader(names: readonly string[]): string[] {
  const unknown = names.find((name) => !(REGISTER_MAP_COLUMNS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`there is no column "${unknown}"; there are ${REGISTER_MAP_COLUMNS.join(", ")}`);
  const missing = NEEDED.find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`the column "${missing}" is missing`);
  return [...names];
}

function pointOf(cells: Cells): Record<string, unknown> {
  const given = (columns: readonly Column[]) => columns.filter((column) => (cells[column] ?? "") !== "");
  const bits = cells.bits ? { count: Number(cells.bits) } : {};
  return {
    ...Object.fromEntries(given(TEXTS).map((column) => [column, cells[column]])),
    ...Object.fromEntries(given(NUMBERS).map((column) => [column, Number(cells[column])])),
    ...(cells.bit ? { bits: { from: Number(cells.bit), ...bits } } : {}),
  };
}

const issuesOf = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));
