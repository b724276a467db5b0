import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fault } from "@outstation/kit/fault";
import { Client } from "pg";

/** Prisma's own advisory lock, so that its CLI and this runner never migrate at once. */
const PRISMA_LOCK = 72707369;

const TABLE = `CREATE TABLE IF NOT EXISTS public._prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * Applies `prisma/migrations` in order and records them as Prisma does, without Prisma's engine: each file in one transaction.
 * @returns the names applied now; none when the database is up to date.
 * @throws Fault `database.newer` when the database has a migration this code does not know, `database.migration_changed` when one was edited.
 */
export async function migrate(ownerUrl: string, folder: string): Promise<string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query(TABLE);
    const known = await readMigrations(folder);
    const applied = await readApplied(client);
    const unknown = [...applied.keys()].find((name) => !known.some((migration) => migration.name === name));
    if (unknown !== undefined)
      throw fault(
        "database.newer",
        `The database was made by a newer version (migration ${unknown}). Update the code.`,
      );
    const pending = known.filter(({ name, checksum }) => {
      const before = applied.get(name);
      if (before !== undefined && before !== checksum)
        throw fault("database.migration_changed", `Migration ${name} was edited after it was applied.`);
      return before === undefined;
    });
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

type Migration = { name: string; sql: string; checksum: string };

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readApplied(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query(
    "SELECT migration_name, checksum FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    await client.query("ROLLBACK");
    throw fault("database.migration_failed", `Migration ${name} failed: ${(cause as Error).message}`, {}, cause);
  }
}
