import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "./database";
import { findAccountByEmail, findMemberships, listTenants } from "./directory";
import type { Prisma } from "./generated/client";
import { withBearer, withPerson } from "./person";
import { soilPools } from "./probe";
import { readAsTenant, withPlatform, withTenant } from "./tenant";
import { withWorker } from "./worker";

let database: TestDatabase;
let db: Database;
const acme = newId();
const globex = newId();
const devices = { [acme]: newId(), [globex]: newId() };
const day = new Date().toISOString().slice(0, 10).replaceAll("-", "");

beforeAll(async () => {
  database = await createTestDatabase();
  // One connection a pool: whatever a user of it leaves behind meets the next one.
  db = await openDatabase(database.urls.app, 1);
  const platform = await openDatabase(database.urls.platform, 1);
  await withPlatform(platform, "two tenants for the test", async ({ rows }) => {
    for (const [id, slug] of [
      [acme, "acme"],
      [globex, "globex"],
    ] as const) {
      await rows.tenant.create({ data: { id, slug, name: slug } });
      const account = { id: newId(), email: `owner@${slug}.example`, name: slug, passwordHash: "secret" };
      await rows.account.create({ data: account });
      await rows.member.create({ data: { tenantId: id, accountId: account.id, role: "owner" } });
    }
  });
  await platform.close();
  await withAdmin(serverUrl(), fillEveryTable);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** The superuser at this test's database. */
function serverUrl(): string {
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = new URL(database.urls.app).pathname;
  return url.href;
}

type Admin = Parameters<Parameters<typeof withAdmin>[1]>[0];

/** A row of each tenant in each table that has a tenant. */
async function fillEveryTable(admin: Admin): Promise<void> {
  await admin.query("SELECT series.ensure_day(now()::date)");
  for (const tenant of [acme, globex]) {
    const device = devices[tenant];
    const statements = [
      "INSERT INTO sites (tenant_id, id, name, time_zone) VALUES ($1, $2, 'site', 'UTC')",
      "INSERT INTO devices (tenant_id, id, key, name, type) VALUES ($1, $2, 'gw-1', 'gw-1', 'gateway')",
      "INSERT INTO points (tenant_id, device_id, no, name, kind) VALUES ($1, $2, 1, 'a', 'number')",
      "INSERT INTO areas (tenant_id, site_id, path, kind) VALUES ($1, $2, 'hall', 'zone')",
      `INSERT INTO certificates (tenant_id, id, device_id, serial, fingerprint_sha256, fingerprint_md5, pem, not_before, not_after, status)
       VALUES ($1, $2::uuid, $2::uuid, $2::uuid::text, $2::uuid::text, $2::uuid::text, 'pem', now(), now(), 'active')`,
      "INSERT INTO claims (tenant_id, id, device_id, token_hash, expires_at) VALUES ($1, $2::uuid, $2::uuid, $2::uuid::text, now())",
      "INSERT INTO enrolment_steps (tenant_id, claim_id, step, at, ok) VALUES ($1, $2, 'key', now(), true)",
      "INSERT INTO device_links (tenant_id, device_id) VALUES ($1, $2)",
      "INSERT INTO outbox (tenant_id, id, kind, body) VALUES ($1, $2, 'k', '{}')",
      `INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, expires_at)
       VALUES ($1, $2::uuid, 'guest@example.org', 'viewer', $2::uuid::text, 'a', now())`,
      `INSERT INTO identity_providers (tenant_id, issuer, client_id, client_secret_sealed, default_role)
       VALUES ($1, $2::uuid::text, 'c', '', 'viewer')`,
      `INSERT INTO provider_identities (tenant_id, subject, account_id)
       SELECT $1, $2::uuid::text, account_id FROM members WHERE tenant_id = $1`,
      `INSERT INTO act_as_grants (tenant_id, id, account_id, operator, role, reason, expires_at)
       SELECT $1, $2, account_id, 'o', 'viewer', 'r', now() FROM members WHERE tenant_id = $1`,
      "INSERT INTO edge_packages (tenant_id, device_id, version, body, sha256) VALUES ($1, $2, 1, '{}', '')",
      `INSERT INTO edge_package_drafts (tenant_id, device_id, body, based_on, changed_by, changed_at)
       VALUES ($1, $2, '{}', 1, 'c', now())`,
      `INSERT INTO device_presence (tenant_id, device_id, online, online_changed_at, status, status_at)
       VALUES ($1, $2, true, now(), '{}', now())`,
      "INSERT INTO audit_events (tenant_id, id, actor, event, subject) VALUES ($1, $2, 'a', 'b', 'c')",
      `INSERT INTO series.readings (tenant_id, device_id, measured_at, boot, seq, received_at, points, numbers)
       VALUES ($1, $2, now(), 1, 1, now(), '{1}', '{1}')`,
      "INSERT INTO series.blocks (tenant_id, device_id, point, hour, readings, body) VALUES ($1, $2, 1, now(), 1, '')",
      `INSERT INTO series.rollups (tenant_id, device_id, point, day, readings, uncertain, bad, numbers, total, first_at, last_at, hours)
       VALUES ($1, $2, 1, current_date, 1, 0, 0, 1, 1, now(), now(), '')`,
      "INSERT INTO series.sequences VALUES ($1, $2, 1, '{[1,2)}', now(), now())",
      "INSERT INTO series.latest (tenant_id, device_id, received_at, latest, newest_ms) VALUES ($1, $2, now(), '{}', 0)",
      `INSERT INTO series.quarantined_messages VALUES ($1, 's', 0, 1, $2::uuid::text, 't', '', 'c', 'f', 'm', now())`,
      "INSERT INTO telemetry_retention (tenant_id, hot_days, changed_at) SELECT $1, 90, now() WHERE $2::uuid IS NOT NULL",
      `INSERT INTO device_schemas (tenant_id, device_type, major, minor, document, created_by, created_at, changed_at)
       VALUES ($1, $2::uuid::text, 1, 0, '{}', 'c', now(), now())`,
      `INSERT INTO schema_flags (tenant_id, device_id, declared, checked_by, messages, first_seen_at, last_seen_at)
       VALUES ($1, $2, '1.1', '1.0', 1, now(), now())`,
      `INSERT INTO tenant_limits (tenant_id, reason, changed_by, changed_at)
       SELECT $1, 'r', 'c', now() WHERE $2::uuid IS NOT NULL`,
      `INSERT INTO tenant_limit_hits (tenant_id, hour, limit_name, device_key, times, first_at, last_at, asked, limit_value)
       VALUES ($1, now(), 'devices', $2::uuid::text, 1, now(), now(), 2, 1)`,
      `INSERT INTO telemetry_exports (tenant_id, id, format, from_at, to_at, devices, state, requested_by, requested_at, rows_estimated)
       VALUES ($1, $2, 'csv', now(), now(), '[]', 'queued', 'r', now(), 1)`,
      `INSERT INTO commands (tenant_id, id, device_id, type, args, state, created_by, created_at, expires_at, next_send_at)
       VALUES ($1, $2::uuid, $2::uuid, 'a.b', '{}', 'queued', 'c', now(), now(), now())`,
      `INSERT INTO firmware_releases (tenant_id, id, product, version, minimum_version, notes, state, created_by, created_at)
       VALUES ($1, $2::uuid, 'p', '1.0.0', '0.0.0', '', 'draft', 'c', now())`,
      `INSERT INTO firmware_rollouts (tenant_id, id, release_id, name, state, waves, success_percent, abort_percent, created_by, created_at)
       VALUES ($1, $2::uuid, $2::uuid, 'n', 'running', 1, 90, 20, 'c', now())`,
      `INSERT INTO firmware_updates (tenant_id, id, rollout_id, device_id, wave, state, changed_at)
       VALUES ($1, $2::uuid, $2::uuid, $2::uuid, 1, 'pending', now())`,
      `INSERT INTO series.boots (tenant_id, device_id, boot, last_seq, last_measured_at, earliest_measured_at, latest_measured_at)
       VALUES ($1, $2, 1, 1, now(), now(), now())`,
      "INSERT INTO series.gaps (tenant_id, device_id, boot, from_seq, to_seq, before_measured_at, opened_at, cause) VALUES ($1, $2, 1, 2, 3, now(), now(), 'unknown')",
      "INSERT INTO series.completeness_hours VALUES ($1, $2, now(), 1, 2, 0, 1)",
      `INSERT INTO series.cold_parts (tenant_id, day, part, state, object_key, started_at)
       VALUES ($1, current_date, 1, 'writing', $2::uuid::text, now())`,
      "INSERT INTO log.entries (stream, partition, first_offset, last_offset, tenant_id, body) VALUES ($2::uuid::text, 0, 0, 0, $1, '')",
    ];
    // The audit's chain is bound by its policy even when a superuser writes.
    await admin.query("SELECT set_config('app.tenant_id', $1, false)", [tenant]);
    for (const sql of statements) await admin.query(sql, [tenant, device]);
  }
}

/** Tables that are a person's or a bearer's. */
const PERSONAL = ["sessions", "account_totp", "recovery_codes", "password_resets", "sign_ups"];

/** Every table with a tenant, from the catalogue, so that a new one cannot be forgotten here. */
async function tenantTables(): Promise<string[]> {
  const sql = `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname IN ('public', 'series', 'log') AND relkind IN ('r', 'p') AND NOT relispartition
      AND (relname = 'tenants' OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'tenant_id'))`;
  return withAdmin(serverUrl(), async (admin) => (await admin.query(sql)).rows.map(({ name }) => name));
}
const ownerColumn = (table: string) => (table === "public.tenants" ? "id" : "tenant_id");

test("with no tenant the app role sees nothing of any tenant's table", async () => {
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThanOrEqual(16);
  for (const table of [...tables, "public.accounts", ...PERSONAL]) {
    const { rows } = await db.workers.query(`SELECT count(*)::int AS seen FROM ${table}`);
    expect({ table, seen: rows[0].seen }).toEqual({ table, seen: 0 });
  }
});

test("a tenant sees its own rows of every table and no others", async () => {
  for (const table of await tenantTables())
    for (const tenant of [acme, globex]) {
      const rows = await readAsTenant(db, tenant, `SELECT DISTINCT ${ownerColumn(table)} AS owner FROM ${table}`, []);
      expect({ table, rows }).toEqual({ table, rows: [{ owner: tenant }] });
    }
});

test("Prisma: another tenant's rows are not there to read, change or delete, and none can be made", async () => {
  const seen = await withTenant(db, acme, async ({ rows }) => [
    await rows.device.findMany({ where: { tenantId: globex } }),
    await rows.device.updateMany({ where: { tenantId: globex }, data: { name: "taken" } }),
    await rows.site.deleteMany({ where: { tenantId: globex } }),
    (await rows.account.findMany({ select: { email: true } })).map(({ email }) => email),
  ]);
  expect(seen).toEqual([[], { count: 0 }, { count: 0 }, ["owner@acme.example"]]);
  const planting = withTenant(db, acme, ({ rows }) =>
    rows.site.createMany({ data: [{ tenantId: globex, id: newId(), name: "planted", timeZone: "UTC" }] }),
  );
  await expect(planting).rejects.toThrow(/row-level security/);
  const giving = withTenant(db, acme, ({ rows }) => rows.site.updateMany({ data: { tenantId: globex } }));
  await expect(giving).rejects.toThrow(/row-level security|foreign key/);
});

test.each([
  ["UPDATE devices SET name = 'taken' WHERE tenant_id = $1", 0],
  ["DELETE FROM sites WHERE tenant_id = $1", 0],
  ["INSERT INTO sites (tenant_id, id, name, time_zone) VALUES ($1, gen_random_uuid(), 'planted', 'UTC')", "42501"],
  ["UPDATE sites SET tenant_id = $1", "42501"],
] as const)("raw SQL as acme with globex's id: %s gives %s", async (sql, outcome) => {
  const client = await db.workers.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [acme]);
    const done = client.query(sql, [globex]).then(
      ({ rowCount }) => rowCount,
      (reason: { code: string }) => reason.code,
    );
    expect(await done).toBe(outcome);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("a failed transaction leaves nothing, and the next user of the connection sees no tenant", async () => {
  const failing = withTenant(db, acme, async ({ rows }) => {
    await rows.site.create({ data: { tenantId: acme, id: newId(), name: "half", timeZone: "UTC" } });
    throw new Error("half way");
  });
  await expect(failing).rejects.toThrow("half way");
  expect(await db.prisma.site.count()).toBe(0);
  expect(await readAsTenant(db, acme, "SELECT FROM sites WHERE name = 'half'", [])).toEqual([]);
});

test("after a tenant's work the pooled connections are nobody's", async () => {
  await withTenant(db, acme, ({ rows }) => rows.device.findMany());
  expect(await db.prisma.device.count()).toBe(0);
  await readAsTenant(db, acme, "SELECT FROM devices", []);
  expect((await db.reads.query("SELECT FROM devices")).rowCount).toBe(0);
});

test("a read that fails leaves its connection usable and nobody's", async () => {
  await expect(readAsTenant(db, acme, "SELECT 1 / 0", [])).rejects.toMatchObject({ code: "22012" });
  await expect(readAsTenant(db, acme, "SELEC", [])).rejects.toMatchObject({ code: "42601" });
  expect((await db.reads.query("SELECT FROM devices")).rowCount).toBe(0);
  expect(await readAsTenant(db, globex, "SELECT key FROM devices", [])).toEqual([{ key: "gw-1" }]);
});

test("a read cannot write", async () => {
  const writing = readAsTenant(db, acme, "UPDATE devices SET name = 'changed'", []);
  await expect(writing).rejects.toMatchObject({ code: "25006" });
});

test("many reads at once over one connection each see their own tenant", async () => {
  const tenants = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? acme : globex));
  const owners = await Promise.all(
    tenants.map((tenant) => readAsTenant<{ owner: string }>(db, tenant, "SELECT tenant_id AS owner FROM devices", [])),
  );
  expect(owners.flat().map(({ owner }) => owner)).toEqual(tenants);
});

test("a tenant set by hand in the session does not leak into another tenant's read", async () => {
  await db.reads.query("SELECT set_config('app.tenant_id', $1, false)", [acme]);
  try {
    const rows = await readAsTenant(db, globex, "SELECT DISTINCT tenant_id AS owner FROM devices", []);
    expect(rows).toEqual([{ owner: globex }]);
  } finally {
    await db.reads.query("RESET app.tenant_id");
  }
});

test("whatever is left behind in every pooled connection opens nothing at any door", async () => {
  const [{ account_id: account }] = (
    await withAdmin(serverUrl(), (admin) =>
      admin.query("SELECT account_id FROM members WHERE tenant_id = $1", [globex]),
    )
  ).rows as [{ account_id: string }];
  const theirs = { "app.tenant_id": globex, "app.account_id": account, "app.token_hash": devices[globex] as string };
  const nobody = newId();
  const seen = async (rows: Prisma.TransactionClient) => [
    (await rows.site.findMany()).map(({ tenantId }) => tenantId),
    (await rows.invitation.findMany()).map(({ tenantId }) => tenantId),
    (await rows.account.findMany({ select: { email: true } })).map(({ email }) => email),
  ];
  await soilPools(db, 1, theirs);
  try {
    expect(await withTenant(db, acme, ({ rows }) => seen(rows))).toEqual([[acme], [acme], ["owner@acme.example"]]);
    expect(await withPerson(db, nobody, ({ rows }) => seen(rows))).toEqual([[], [], []]);
    expect(await withBearer(db, "0".repeat(64), ({ rows }) => seen(rows))).toEqual([[], [], []]);
    expect(await readAsTenant(db, acme, "SELECT tenant_id FROM invitations", [])).toEqual([{ tenant_id: acme }]);
    const outside = "SELECT FROM sites UNION ALL SELECT FROM invitations";
    expect(await withWorker(db, async ({ client }) => (await client.query(outside)).rowCount)).toBe(0);
  } finally {
    await soilPools(db, 1, { "app.tenant_id": "", "app.account_id": "", "app.token_hash": "" });
  }
});

test.each(["", "acme", "' OR true --", "0192f0c1-0000-7000-8000-000000000001'"])(
  "%j is no tenant to work as",
  async (tenantId) => {
    expect(() => withTenant(db, tenantId, async () => 1)).toThrow(/tenant\.malformed_id/);
    await expect(readAsTenant(db, tenantId, "SELECT 1", [])).rejects.toMatchObject({ code: "tenant.malformed_id" });
  },
);

test.each([
  ["a partition, past its parent's policy", `SELECT FROM series.readings_${day}`],
  ["a partition of blocks", `SELECT FROM series.blocks_${day}`],
  ["a password's hash", "SELECT password_hash FROM accounts"],
  ["writing readings", "DELETE FROM series.readings"],
  ["writing the audit again", "UPDATE audit_events SET actor = 'nobody'"],
  ["making a tenant", "INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), 'evil', 'evil')"],
  ["the owner's role", "SET ROLE outstation_owner"],
  ["the platform's role", "SET ROLE outstation_platform"],
  ["the directory's role", "SET ROLE outstation_directory"],
  ["every tenant's name", "SELECT directory.list_tenants()"],
  ["making a table", "CREATE TABLE public.mine (id int)"],
  ["appending to the log", "SELECT log.append('s', '{}', '{}', '{}', '{}', '')"],
])("the app role is refused %s", async (_what, sql) => {
  await expect(db.workers.query(sql)).rejects.toMatchObject({ code: "42501" });
});

test("a password's hash is found by its address only, through the directory", async () => {
  expect(await findAccountByEmail(db, "OWNER@acme.example")).toMatchObject({ passwordHash: "secret" });
  expect(await findAccountByEmail(db, "nobody@acme.example")).toBeNull();
});

test("the ingest role finds tenants, and no password's hash", async () => {
  const ingest = await openDatabase(database.urls.ingest, 1);
  try {
    expect((await listTenants(ingest)).map(({ slug }) => slug)).toEqual(["acme", "globex"]);
    await expect(findAccountByEmail(ingest, "owner@acme.example")).rejects.toMatchObject({ code: "42501" });
    await expect(findMemberships(ingest, newId())).rejects.toMatchObject({ code: "42501" });
  } finally {
    await ingest.close();
  }
});

test.each(["owner", "superuser"])("the %s may not open the database: the policies would not bind it", async (role) => {
  const url = role === "owner" ? database.urls.owner : serverUrl();
  await expect(openDatabase(url, 1)).rejects.toMatchObject({ code: "database.unsafe_role" });
});

test("app, ingest and platform may open the database", async () => {
  for (const url of [database.urls.app, database.urls.ingest, database.urls.platform])
    await (await openDatabase(url, 1)).close();
});
