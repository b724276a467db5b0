import { type Database, openDatabase } from "@outstation/db/database";
import { withBearer, withPerson } from "@outstation/db/person";
import { openProbe, soilPools } from "@outstation/db/probe";
import { readAsTenant, withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import type { Canaries } from "../canaries";
import type { Tally } from "../tally";
import { type CatalogueTable, listTables, rowText } from "./catalogue";
import { type Holding, type Owners, SETTINGS } from "./holding";
import { KNOWN_TABLES } from "./known-tables";
import { all } from "./setting";

export type PooledTrial = {
  readonly tally: Tally;
  readonly urls: { readonly app: string; readonly platform: string };
  readonly a: Owners;
  readonly b: Owners;
  readonly canaries: Canaries;
};

/** One connection a pool: whatever a user of it leaves behind meets the next one. */
const CONNECTIONS = 1;

type Door = (db: Database, held: Required<Holding>, sql: string) => Promise<unknown>;
type Rows = { $queryRawUnsafe(sql: string): Promise<unknown> };
const ask = (sql: string) => (tx: { readonly rows: Rows }) => tx.rows.$queryRawUnsafe(sql);

/** Every way by which this package's code comes to a row. `packages/db` has no other: `tests/house/isolation` says so. */
export const DOORS: Readonly<Record<"app" | "platform", Readonly<Record<string, Door>>>> = {
  app: {
    withTenant: (db, { tenantId }, sql) => withTenant(db, tenantId, ask(sql)),
    readAsTenant: (db, { tenantId }, sql) => readAsTenant(db, tenantId, sql, []),
    withPerson: (db, { accountId }, sql) => withPerson(db, accountId, ask(sql)),
    "withPerson, asTenant": (db, { accountId, tenantId }, sql) =>
      withPerson(db, accountId, (tx) => tx.asTenant(tenantId, ask(sql))),
    withBearer: (db, { tokenHash }, sql) => withBearer(db, tokenHash, ask(sql)),
    "withBearer, asTenant": (db, { tokenHash, tenantId }, sql) =>
      withBearer(db, tokenHash, (tx) => tx.asTenant(tenantId, ask(sql))),
    "withBearer, asPerson": (db, { tokenHash, accountId }, sql) =>
      withBearer(db, tokenHash, (tx) => tx.asPerson(accountId, ask(sql))),
    withWorker: (db, _held, sql) => withWorker(db, async ({ client }) => (await client.query(sql)).rows),
    "withWorker, asTenant": (db, { tenantId }, sql) =>
      withWorker(db, async ({ client, asTenant }) => asTenant(tenantId, async () => (await client.query(sql)).rows)),
  },
  platform: {
    withPlatform: (db, _held, sql) => withPlatform(db, "an isolation proof", ask(sql)),
    "withPlatform, asTenant": (db, { tenantId }, sql) =>
      withPlatform(db, "an isolation proof", (tx) => tx.asTenant(tenantId, ask(sql))),
  },
};

/** The platform's own tables: its role sees all of them, and that is its work. */
const PLATFORMS = new Set(["public.tenants", "public.accounts", "public.members", "public.operators"]);

/**
 * Settings that someone left behind in a pooled connection, of a tenant, a person and a bearer: no door may let them be; and
 * what a door sets may not be there for the next user of the connection.
 */
export async function tryPooledSessions(trial: PooledTrial): Promise<void> {
  for (const role of ["app", "platform"] as const) {
    const tables = await readableTables(trial.urls[role]);
    const db = await openDatabase(trial.urls[role], CONNECTIONS);
    try {
      const mine = tables.filter(({ name }) => role === "app" || !PLATFORMS.has(name));
      await leftBehind(trial, role, db, mine);
      await leavesNothing(trial, role, db, mine);
    } finally {
      await db.close();
    }
  }
}

async function readableTables(url: string): Promise<CatalogueTable[]> {
  const probe = await openProbe({ url });
  try {
    const tables = await listTables(probe);
    return tables.filter(
      ({ name, isPartition, readable }) =>
        !isPartition && readable.length > 0 && KNOWN_TABLES[name]?.holder !== "nobody",
    );
  } finally {
    await probe.close();
  }
}

const soil = (db: Database, held: Holding) =>
  soilPools(
    db,
    CONNECTIONS,
    Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [setting, held[name as keyof Holding] ?? ""])),
  );

const textOfAll = ({ name, ...table }: CatalogueTable) =>
  `SELECT ${rowText({ name, ...table }, "t")} AS row FROM ${name} t`;

async function leftBehind(
  { tally, a, b, canaries }: PooledTrial,
  role: "app" | "platform",
  db: Database,
  tables: readonly CatalogueTable[],
): Promise<void> {
  await soil(db, all(b));
  for (const [door, enter] of Object.entries(DOORS[role]))
    for (const table of tables) {
      const rows = await enter(db, all(a) as Required<Holding>, textOfAll(table));
      const found = canaries.find(JSON.stringify(rows));
      tally.attempt(
        "pooled sessions",
        `${door}, after someone left another's settings: ${table.name}`,
        found && `told "${found}"`,
      );
    }
  await soil(db, {});
}

async function leavesNothing(
  { tally, b, canaries }: PooledTrial,
  role: "app" | "platform",
  db: Database,
  tables: readonly CatalogueTable[],
): Promise<void> {
  for (const [door, enter] of Object.entries(DOORS[role])) {
    for (const table of tables) await enter(db, all(b) as Required<Holding>, textOfAll(table));
    for (const table of tables) {
      const sql = textOfAll(table);
      const rows = [
        await db.prisma.$queryRawUnsafe(sql),
        (await db.reads.query(sql)).rows,
        (await db.workers.query(sql)).rows,
      ];
      const found = canaries.find(JSON.stringify(rows));
      tally.attempt("pooled sessions", `after ${door} as another: ${table.name}`, found && `told "${found}"`);
    }
  }
}
