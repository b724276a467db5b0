import type { Probe } from "@outstation/db/probe";
import { type CatalogueTable, quoted, rowText } from "./catalogue";
import { hold, holdingsOf, type Owners, ownersIn, undone } from "./holding";
import { KNOWN_TABLES } from "./known-tables";

/** A party's rows as text, by table. */
export type Snapshot = ReadonlyMap<string, readonly string[]>;

/** Reads everything that is a party's, as the party itself. */
export async function takeSnapshot(probe: Probe, tables: readonly CatalogueTable[], owners: Owners): Promise<Snapshot> {
  const snapshot = new Map<string, readonly string[]>();
  for (const table of tables) {
    const known = KNOWN_TABLES[table.name];
    if (known === undefined || known.column === null || table.readable.length === 0) continue;
    const rows = new Set<string>();
    const held = { ...table, readable: table.readable.filter((column) => !known.moving?.includes(column)) };
    const sql = `SELECT ${rowText(held, "t")} AS row FROM ${table.name} t WHERE t.${quoted(known.column)}::text = ANY ($1)`;
    for (const holding of holdingsOf(owners))
      await undone(probe, async () => {
        await hold(probe, holding);
        for (const { row } of (await probe.query(sql, [ownersIn(owners, known)])).rows) rows.add(String(row));
      });
    snapshot.set(table.name, [...rows].sort());
  }
  return snapshot;
}

/** What differs between two snapshots, a sentence a table. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const said: string[] = [];
  for (const [table, rows] of before) {
    const now = after.get(table) ?? [];
    const gone = rows.filter((row) => !now.includes(row));
    const come = now.filter((row) => !rows.includes(row));
    if (gone.length + come.length > 0)
      said.push(`${table}: ${gone.length} rows changed or gone, ${come.length} changed or new: ${come[0] ?? gone[0]}`);
  }
  return said;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Serials, fingerprints and hashes. */
const DIGEST = /(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])/g;

/** By what a party's rows would be known anywhere: the ids, serials and hashes that occur in them and not in another's. */
export function marksIn(theirs: Snapshot, others: Snapshot): string[] {
  const inside = (snapshot: Snapshot) => {
    const text = [...snapshot.values()].flat().join("\n");
    return new Set([...(text.match(UUID) ?? []), ...(text.match(DIGEST) ?? [])]);
  };
  const known = inside(others);
  return [...inside(theirs)].filter((mark) => !known.has(mark));
}
