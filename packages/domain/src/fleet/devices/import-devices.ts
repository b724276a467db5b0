import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { parse } from "csv-parse/sync";
import { type Act, recordAudit } from "../../tenancy/audit";
import { requireRoomForDevices } from "../../tenancy/limits";
import { type DeviceForm, type Problem, problemsOf } from "./device-form";
import { formOf, type Register, readRegister, resolvePlaces, toRow } from "./register.store";

export const IMPORT_ROWS_MAX = 5000;
export const IMPORT_BYTES_MAX = 2 * 1024 * 1024;
export const IMPORT_COLUMNS = ["key", "name", "type", "site", "area", "gateway", "tags"] as const;
type Column = (typeof IMPORT_COLUMNS)[number];

/** What becomes of one row of the file. */
export type ImportRow = {
  /** Line of the file, the header being line 1. */
  readonly line: number;
  readonly key: string;
  readonly outcome: "create" | "change" | "same" | "refused";
  readonly problems: readonly Problem[];
};
export type ImportReport = { readonly rows: readonly ImportRow[]; readonly applied: boolean };

type Parsed = { readonly line: number; readonly key: string; readonly form: DeviceForm };

/**
 * Reads a CSV file of devices (RFC 4180; a header with `key,name,type` and optionally `site,area,gateway,tags`, tags separated
 * by spaces) and reports row by row what would become of it; with `apply`, does so, if no row is refused: all or nothing.
 * @throws Fault `import.malformed`, `import.too_large`, `tenant.device_limit`
 */
export const importDevices = (db: Database, tenantId: string, act: Act | null, csv: string): Promise<ImportReport> => {
  const parsed = parseFile(csv);
  return withTenant(db, tenantId, async (tx) => {
    const register = await readRegister(tx);
    const plans = planRows(register, parsed);
    const rows = plans.map(({ row }) => row);
    await requireRoomForDevices(tx, rows.filter(({ outcome }) => outcome === "create").length);
    if (act === null || rows.some(({ outcome }) => outcome === "refused")) return { rows, applied: false };
    const created = [];
    for (const { row, form, places } of plans) {
      if (places === null) continue;
      if (row.outcome === "create") created.push({ ...toRow(tx, row.key, form, places) });
      if (row.outcome !== "change") continue;
      const { id: _id, tenantId: _tenant, key, ...data } = toRow(tx, row.key, form, places);
      await tx.rows.device.updateMany({ where: { tenantId, key }, data });
    }
    await tx.rows.device.createMany({ data: created });
    const changed = rows.filter(({ outcome }) => outcome === "change").map(({ key }) => key);
    if (created.length + changed.length > 0)
      await recordAudit(tx, act, `${created.length + changed.length} devices`, {
        after: { created: created.map(({ key }) => key), changed },
      });
    return { rows, applied: true };
  });
};

/** One row of a file against the register, pure. A gateway may stand in the same file only if it is registered already. */
function planRows(register: Register, parsed: readonly Parsed[]) {
  const seen = new Set<string>();
  return parsed.map(({ line, key, form }) => {
    const known = register.devices.get(key);
    const found: Problem[] = [...problemsOf(key, form)];
    if (seen.has(key)) found.push({ field: "key", message: `"${key}" stands in this file twice` });
    if (known?.status === "retired")
      found.push({ field: "key", message: `"${key}" is retired; keys are never used again` });
    seen.add(key);
    const places = resolvePlaces(register, form);
    const problems = Array.isArray(places) ? [...found, ...places] : found;
    const same = known !== undefined && JSON.stringify(formOf(known)) === JSON.stringify(form);
    const outcome = problems.length > 0 ? "refused" : known === undefined ? "create" : same ? "same" : "change";
    return {
      row: { line, key, outcome, problems } satisfies ImportRow,
      form,
      places: Array.isArray(places) ? null : places,
    };
  });
}

function parseFile(csv: string): Parsed[] {
  if (Buffer.byteLength(csv) > IMPORT_BYTES_MAX)
    throw fault("import.too_large", `The file may have at most ${IMPORT_BYTES_MAX / 1024 / 1024} MB. Split it.`);
  let records: { info: { lines: number }; record: Record<Column, string | undefined> }[];
  try {
    records = parse(csv, { bom: true, columns: readHeader, info: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : "it is not CSV";
    throw fault("import.malformed", `The file cannot be read: ${said}.`, {}, cause);
  }
  if (records.length === 0) throw fault("import.malformed", "The file has no row below its header.");
  if (records.length > IMPORT_ROWS_MAX)
    throw fault("import.too_large", `The file may have at most ${IMPORT_ROWS_MAX} rows. Split it.`);
  return records.map(({ info, record }) => ({
    line: info.lines,
    key: record.key ?? "",
    form: {
      name: record.name ?? "",
      type: record.type ?? "",
      site: record.site || null,
      area: record.area || null,
      gatewayKey: record.gateway || null,
      tags: (record.tags ?? "").split(/\s+/).filter((tag) => tag !== ""),
    },
  }));
}

function readHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => !(IMPORT_COLUMNS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`the column "${unknown}" is not one of ${IMPORT_COLUMNS.join(", ")}`);
  const missing = (["key", "name", "type"] as const).find((name) => !names.includes(name));
  if (missing !== undefined) throw new Error(`the column "${missing}" is missing`);
  return names;
}
