import { createTestDesk } from "@outstation/api/testing/test-desk";
import { type Database, openDatabase } from "@outstation/db/database";
import { openProbe, type Probe } from "@outstation/db/probe";
import { withPlatform } from "@outstation/db/tenant";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createCanaries } from "./canaries";
import { tryGatesOfProcedures } from "./procedures/try-gates";
import { tryProcedures } from "./procedures/try-procedures";
import { tryConstraints } from "./tables/constraints";
import { tryFunctions } from "./tables/functions";
import { ownersOf } from "./tables/holding";
import { tryTables } from "./tables/try-tables";
import { createTally, type Tally } from "./tally";
import type { Trial } from "./trial";
import { openProofDesk } from "./world/desk";
import { fill } from "./world/fill";
import { missingNames } from "./world/names";
import { castParties } from "./world/parties";

// Promise: the watchman sees. Each wall that is taken down shows as a leak; nothing does while all of them stand.

const NOW = Date.UTC(2026, 10, 24, 9);
let database: TestDatabase;
let app: Database;
let platform: Database;
let probe: Probe;
let world: Omit<Trial, "tally">;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 4);
  platform = await openDatabase(database.urls.platform, 2);
  probe = await openProbe(app);
  const proof = openProofDesk(createTestDesk(app, platform, NOW), app, platform);
  const cast = await castParties(app, platform, NOW);
  const a = await fill(proof, cast.a, cast.operators.a);
  const b = await fill(proof, cast.b, cast.operators.b);
  const canaries = createCanaries([
    b.party.mark,
    b.party.slug,
    b.names.tenantId,
    b.names.siteId,
    b.party.owner.accountId,
  ]);
  world = { proof, desk: proof.desk, cast, a, b, canaries };
});
afterAll(async () => {
  await probe?.close();
  await Promise.all([app?.close(), platform?.close()]);
  await database?.drop();
});

/** As the superuser of this test's database: whoever could take a wall down. */
function asSuperuser(sql: string): Promise<unknown> {
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = new URL(database.urls.app).pathname;
  return withAdmin(url.href, (admin) => admin.query(sql));
}

/** What `look` finds while a wall is down. */
async function without(wall: { down: string; up: string } | null, look: (tally: Tally) => Promise<void>) {
  const tally = createTally(() => undefined);
  if (wall !== null) await asSuperuser(wall.down);
  try {
    await look(tally);
  } finally {
    if (wall !== null) await asSuperuser(wall.up);
  }
  const { surfaces, missing, attempts } = tally.result();
  return { leaks: surfaces.flatMap(({ leaks }) => leaks.map(({ what }) => what)), missing, attempts };
}

const trial = (tally: Tally): Trial => ({ ...world, tally });
const owners = () => ({ a: ownersOf(world.a.party, world.a.names), b: ownersOf(world.b.party, world.b.names) });
const tables = (tally: Tally) => tryTables({ probe, tally, role: "app", ...owners(), canaries: world.canaries });
const functions = (tally: Tally) =>
  tryFunctions(
    { probe, tally, role: "app", ...owners(), canaries: world.canaries },
    { own: world.a.names, missing: missingNames(), theirs: world.b.names },
  );

test("nothing leaks while every wall stands", async () => {
  const found = await without(null, async (tally) => {
    await tables(tally);
    await functions(tally);
    await tryConstraints({ probe, tally });
    await tryGatesOfProcedures(trial(tally));
    await tryProcedures(trial(tally), "queries");
  });
  expect(found).toMatchObject({ leaks: [], missing: [] });
  expect(found.attempts).toBeGreaterThan(1000);
});

test("a policy that shows and takes everything", async () => {
  const open = "CREATE POLICY open ON sites TO outstation_app USING (true) WITH CHECK (true)";
  const { leaks } = await without({ down: open, up: "DROP POLICY open ON sites" }, tables);
  const whats = new Set(leaks.map((leak) => leak.replace("app, public.sites: ", "")));
  expect(leaks.filter((leak) => !leak.includes("public.sites"))).toEqual([]);
  for (const what of [
    ...["as nobody, rows of the other", "as a tenant, every row", "the number of rows", "by its key"],
    ...[
      "a function that tells what it is given",
      "COPY of a query",
      "COPY of the table",
      "a condition that fails on it",
    ],
    ...[
      "a statement prepared under the other",
      "changing rows of the other",
      "deleting rows of the other",
      "changing every id",
      "giving one's own away",
    ],
  ])
    expect(whats, what).toContain(what);
});

test("a table whose row security is not there at all", async () => {
  const down = "ALTER TABLE areas DISABLE ROW LEVEL SECURITY";
  const { leaks } = await without({ down, up: "ALTER TABLE areas ENABLE ROW LEVEL SECURITY" }, tables);
  expect(leaks).toContain("app, public.areas: as nobody, every row");
  expect(leaks).toContain("app, public.areas: COPY into it");
  expect(leaks).toContain("app, public.areas: adding a row to the other");
});

test("a partition that may be read past its parent", async () => {
  await asSuperuser("SELECT series.ensure_day('2026-11-24')");
  const grant = "ON series.readings_20261124";
  const down = `GRANT SELECT ${grant} TO outstation_app; ALTER TABLE series.readings_20261124 DISABLE ROW LEVEL SECURITY`;
  const up = `REVOKE SELECT ${grant} FROM outstation_app; ALTER TABLE series.readings_20261124 ENABLE ROW LEVEL SECURITY`;
  const { leaks } = await without({ down, up }, tables);
  expect(leaks).toContain("app, series.readings_20261124: reading it");
  expect(leaks).toContain("app, series.readings_20261124: COPY of it");
});

test("a function of another role, and one that nobody heard of", async () => {
  const down = `GRANT EXECUTE ON FUNCTION directory.list_tenants() TO outstation_app;
    CREATE FUNCTION directory.tell_all() RETURNS int LANGUAGE sql AS 'SELECT 1'`;
  const up = `REVOKE EXECUTE ON FUNCTION directory.list_tenants() FROM outstation_app; DROP FUNCTION directory.tell_all()`;
  const { leaks, missing } = await without({ down, up }, functions);
  expect(leaks).toEqual(["directory.list_tenants(), the ingest role's"]);
  expect(missing).toEqual(["function directory.tell_all()"]);
});

test("a table, a unique index and a reference that nobody heard of", async () => {
  const down = `CREATE TABLE public.secrets (tenant_id uuid, word text);
    CREATE UNIQUE INDEX devices_name ON devices (name) WHERE name = 'never';
    ALTER TABLE outbox ADD COLUMN other uuid REFERENCES tenants (id)`;
  const up = "DROP TABLE public.secrets; DROP INDEX devices_name; ALTER TABLE outbox DROP COLUMN other";
  const { leaks, missing } = await without({ down, up }, async (tally) => {
    await tables(tally);
    await tryConstraints({ probe, tally });
  });
  expect(missing).toEqual(["table public.secrets"]);
  expect(leaks).toEqual([
    "the unique index public.devices (name)",
    "the reference public.outbox (other) to public.tenants",
  ]);
});

test("a member of both, who sees the other under its name", async () => {
  const key = { tenantId: world.b.names.tenantId, accountId: world.a.party.owner.accountId };
  const join = (role: string | null) =>
    withPlatform(platform, "a wall that is down", async ({ rows }) => {
      if (role === null) await rows.member.deleteMany({ where: key });
      else await rows.member.create({ data: { ...key, role } });
    });
  await join("owner");
  const { leaks } = await without(null, (tally) => tryProcedures(trial(tally), "queries")).finally(() => join(null));
  for (const path of ["devices.list", "members.list", "audit.export", "sites.list"])
    expect(
      leaks.some((leak) => leak.startsWith(`${path}: `)),
      path,
    ).toBe(true);
  expect(leaks).toContain("devices.get: another's, under another's name");
});

test("a gate that lets an operator's procedures be asked by anyone", async () => {
  const account = world.a.party.owner.accountId;
  const { leaks } = await without(
    {
      down: `INSERT INTO operators (account_id, role) VALUES ('${account}', 'operator')`,
      up: `DELETE FROM operators WHERE account_id = '${account}'`,
    },
    (tally) => tryGatesOfProcedures(trial(tally)),
  );
  expect(leaks).toContain("operator.tenants, asked by an owner");
  expect(leaks).toContain("operator.me against a procedure that does not exist");
});
