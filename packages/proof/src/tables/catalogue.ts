import type { Probe } from "@outstation/db/probe";

export type CatalogueTable = {
  /** `<schema>.<table>`, as SQL writes it. */
  readonly name: string;
  readonly isPartition: boolean;
  readonly columns: readonly string[];
  /** Those that the asking role may read. */
  readonly readable: readonly string[];
  readonly primaryKey: readonly string[];
  /** What the asking role may do with the whole table. */
  readonly may: { readonly insert: boolean; readonly update: boolean; readonly delete: boolean };
};

const SCHEMAS = "('public', 'series', 'log', 'metering', 'directory')";
const array = (sql: string) => `coalesce((SELECT json_agg(${sql}), '[]'::json)`;

/** Every table of ours, as the database itself tells the asking role. */
export async function listTables(probe: Probe): Promise<CatalogueTable[]> {
  const { rows } = await probe.query(`
    SELECT format('%I.%I', nspname, relname) AS name, relispartition AS partition,
      ${array("attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped")} AS columns,
      ${array(`attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
        AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, attnum, 'SELECT')`)} AS readable,
      ${array(`attname ORDER BY attnum) FROM pg_attribute JOIN pg_index ON indrelid = attrelid AND attnum = ANY (indkey)
        WHERE indisprimary AND attrelid = c.oid`)} AS key,
      has_any_column_privilege(c.oid, 'INSERT') AS insert, has_any_column_privilege(c.oid, 'UPDATE') AS update,
      has_table_privilege(c.oid, 'DELETE') AS delete
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND nspname IN ${SCHEMAS} ORDER BY 1`);
  return rows.map((row) => ({
    name: String(row.name),
    isPartition: row.partition === "t",
    columns: JSON.parse(String(row.columns)),
    readable: JSON.parse(String(row.readable)),
    primaryKey: JSON.parse(String(row.key)),
    may: { insert: row.insert === "t", update: row.update === "t", delete: row.delete === "t" },
  }));
}

export const quoted = (column: string): string => `"${column.replaceAll('"', '""')}"`;
/** A row as one text, of the columns the role may read. */
export const rowText = (table: CatalogueTable, alias: string): string =>
  `ROW(${table.readable.map((column) => `${alias}.${quoted(column)}`)})::text`;
