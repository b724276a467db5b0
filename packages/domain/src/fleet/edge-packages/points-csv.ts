import type { EdgeSource } from "@outstation/contracts/edge/package";
import { fault } from "@outstation/kit/fault";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

export const POINTS_CSV_BYTES_MAX = 4 * 1024 * 1024;
export const POINTS_CSV_ROWS_MAX = 20_000;

type Fields = Readonly<Record<string, unknown>>;

/** What stands first; the rest of a driver's own fields follow as they come. */
const FIRST = ["name", "kind", "unit", "decimals", "description"];
/** Words, whatever they look like: a name may be `007`. */
const WORDS = new Set([
  "name",
  "kind",
  "unit",
  "sourceUnit",
  "description",
  "nodeId",
  "object",
  "webId",
  "column",
  "priority",
]);
/** What the list of a discovery calls the place of a point, by driver. */
const ADDRESS: Readonly<Partial<Record<EdgeSource["driver"], string>>> = {
  opcua: "nodeId",
  bacnet: "object",
  "pi-web-api": "webId",
  sql: "column",
};
/** Columns of such a list that no point has. */
const ONLY_FOUND = new Set(["device"]);
const FORMULA = /^[=+\-@'\t\r]/;

/** A source's points as CSV (RFC 4180): a column for each field that one of them has, structures as JSON. Pure. */
export function spellPoints(points: readonly Fields[]): string {
  const columns = [...new Set([...FIRST, ...points.flatMap((point) => Object.keys(point))])];
  return stringify(
    points.map((point) => columns.map((column) => spellCell(point[column]))),
    { header: true, columns },
  );
}

function spellCell(value: unknown): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // What a spreadsheet would take for a formula; a number may begin with a minus.
  return typeof value === "string" && FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Reads points from CSV: what `spellPoints` wrote, or the list of a discovery, whose `address` is the driver's own word for
 * it. What is wrong with a point is for the check of the package to say. Pure.
 * @throws Fault `edge_package.malformed_csv`
 */
export function readPoints(driver: string, csv: string): Fields[] {
  const address = ADDRESS[driver as EdgeSource["driver"]] ?? "address";
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim()),
      delimiter: delimiterOf(csv),
      skip_empty_lines: true,
      to: POINTS_CSV_ROWS_MAX + 1,
      trim: true,
    });
  } catch (cause) {
    throw malformed(`The file is no CSV: ${(cause as Error).message}.`, cause);
  }
  if (rows.length > POINTS_CSV_ROWS_MAX) throw malformed(`The file has more than ${POINTS_CSV_ROWS_MAX} lines.`);
  if (rows.length === 0) throw malformed("The file has no line below its header.");
  if (rows[0] !== undefined && !("name" in rows[0])) throw malformed("The file has no column `name`.");
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([column, text]) =>
        text === "" || ONLY_FOUND.has(column)
          ? []
          : [[column === "address" ? address : column, readCell(column === "address" ? address : column, text)]],
      ),
    ),
  );
}

function readCell(column: string, text: string): unknown {
  if (WORDS.has(column)) return text.startsWith("'") ? text.slice(1) : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.startsWith("'") ? text.slice(1) : text;
  }
}

function delimiterOf(csv: string): string {
  const [header = ""] = csv.split(/[\r\n]/, 1);
  return [";", "\t"].find((mark) => header.includes(mark)) ?? ",";
}

const malformed = (says: string, cause?: unknown) => fault("edge_package.malformed_csv", says, {}, cause);
