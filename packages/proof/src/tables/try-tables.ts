import { listTables } from "./catalogue";
import { KNOWN_TABLES } from "./known-tables";
import { tryReading } from "./read-attempts";
import type { TableTrial } from "./setting";
import { tryPartition, tryWriting } from "./write-attempts";

/** Every table and every partition there is, as one role, holding what A holds. */
export async function tryTables(
  trial: Omit<TableTrial, "tables">,
  except: ReadonlySet<string> = new Set(),
): Promise<void> {
  const tables = await listTables(trial.probe);
  for (const table of tables) {
    if (table.isPartition) {
      await tryPartition({ ...trial, tables }, table);
      continue;
    }
    const known = KNOWN_TABLES[table.name];
    if (known === undefined) {
      trial.tally.missing(`table ${table.name}`);
      continue;
    }
    if (known.holder === "nobody" || except.has(table.name)) continue;
    await tryReading({ ...trial, tables }, table, known);
    await tryWriting({ ...trial, tables }, table, known);
  }
}
