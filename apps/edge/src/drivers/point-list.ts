import { point as commonPoint } from "@outstation/contracts/edge/sources/source";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import type { FoundPoint } from "./driver";

/** One gateway reads 5,000 points; a list of twice as many lines is a list that nobody picked from. */
export const POINT_LIST_ROWS_MAX = 50_000;

const COLUMNS = ["address", "name", "kind", "unit", "description", "device"] as const;

const Row = z.object({
  address: z.string().min(1, "has no address").max(1024),
  name: commonPoint.name,
  kind: z.enum(["number", "boolean", "string", "position"]),
  unit: z.string().max(32),
  description: commonPoint.description.unwrap(),
  device: z.string().max(128),
});

export type PointListProblem = { readonly line: number; readonly problem: string };
export type PointList = { readonly points: readonly FoundPoint[]; readonly problems: readonly PointListProblem[] };

/**
 * What was found, as CSV (RFC 4180) that an integrator edits: lines that are deleted are points that are not read. A cell
 * that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export const writePointList = (points: readonly FoundPoint[]): string =>
  stringify(
    points.map((point) => COLUMNS.map((column) => quoted(point[column] ?? ""))),
    { header: true, columns: [...COLUMNS] },
  );

/**
 * Reads a point list back. `address`, `name` and `kind` are needed, in any order; columns of other names are left alone. A
 * spreadsheet's own marks (byte order, semicolons) do no harm.
 * @returns the points of the good lines, and what is wrong with each other line; the header is line 1.
 */
export function readPointList(csv: string): PointList {
  const points: FoundPoint[] = [];
  const problems: PointListProblem[] = [];
  const places = new Map<string, number>();
  let records: { readonly record: Record<string, string>; readonly info: { readonly lines: number } }[];
  try {
    records = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: delimiterOf(csv),
      info: true,
      skip_empty_lines: true,
      to: POINT_LIST_ROWS_MAX + 1,
      trim: true,
    });
  } catch (reason) {
    return { points, problems: [{ line: 1, problem: reason instanceof Error ? reason.message : String(reason) }] };
  }
  if (records.length > POINT_LIST_ROWS_MAX)
    return { points, problems: [{ line: 1, problem: `has more than ${POINT_LIST_ROWS_MAX} lines` }] };
  for (const { record, info } of records) {
    const parsed = Row.safeParse(Object.fromEntries(COLUMNS.map((column) => [column, unquoted(record[column] ?? "")])));
    const taken = places.get(record.name ?? "");
    if (!parsed.success) problems.push({ line: info.lines, problem: wordsOf(parsed.error) });
    else if (taken !== undefined)
      problems.push({ line: info.lines, problem: `the name ${parsed.data.name} is that of line ${taken} too` });
    else {
      places.set(record.name ?? "", info.lines);
      points.push(foundPointOf(parsed.data));
    }
  }
  return { points, problems };
}

/** The header has none of them in its names, while a node id has semicolons in it. */
function delimiterOf(csv: string): string {
  const [header = ""] = csv.split(/[\r\n]/, 1);
  return [";", "\t"].find((mark) => header.includes(mark)) ?? ",";
}

function foundPointOf({ address, name, kind, unit, description, device }: z.infer<typeof Row>): FoundPoint {
  return {
    address,
    name,
    kind,
    ...(unit === "" ? {} : { unit }),
    ...(description === "" ? {} : { description }),
    ...(device === "" ? {} : { device }),
  };
}

const wordsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");

/** What spreadsheets take for the beginning of a formula; an apostrophe too, so that one of the source's own survives. */
const FORMULA = /^[=+\-@'\t\r]/;
const quoted = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
const unquoted = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);
