import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

// Read from the catalogue of a migrated database, so that a table which arrives without its policy fails here.

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.urls.owner });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const SCHEMAS = "('public', 'series', 'log', 'metering', 'directory')";
/** Tables without a tenant: the log's own bookkeeping and Prisma's. They hold no tenant's data. */
const WITHOUT_TENANT = new Set([
  "public._prisma_migrations",
  "log.partitions",
  "log.consumers",
  "metering.seen",
  "metering.sources",
]);

const names = async (sql: string): Promise<string[]> => (await client.query(sql)).rows.map(({ name }) => name);

const tables = () =>
  names(`SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
         WHERE relkind IN ('r', 'p') AND nspname IN ${SCHEMAS} ORDER BY 1`);

test("every table is a tenant's, a person's or on the short list of those that are nobody's", async () => {
  const owned = await names(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.columns
     WHERE column_name = 'tenant_id' AND table_schema IN ${SCHEMAS}`,
  );
  const others = (await tables()).filter((name) => !owned.includes(name) && !WITHOUT_TENANT.has(name));
  expect(others).toEqual([
    "public.account_totp",
    "public.accounts",
    "public.operators",
    "public.password_resets",
    "public.recovery_codes",
    "public.sessions",
    "public.sign_in_throttles",
    "public.sign_ups",
    "public.tenants",
  ]);
});

test("every table but those on the short list has row security enabled, forced and a policy", async () => {
  const open = await names(
    `SELECT nspname || '.' || relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
     WHERE relkind IN ('r', 'p') AND nspname IN ${SCHEMAS}
       AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))`,
  );
  expect(open.filter((name) => !WITHOUT_TENANT.has(name))).toEqual([]);
});

test("what the app role may see is decided by the tenant, the person or the secret it holds, and by nothing else", async () => {
  const { rows } = await client.query(
    `SELECT schemaname || '.' || tablename AS name, policyname AS policy, qual, with_check, cmd FROM pg_policies
     WHERE 'outstation_app' = ANY(roles) ORDER BY 1`,
  );
  const held = (column: string, setting: string) =>
    new RegExp(
      `^\\(+${column} = \\( SELECT \\(*NULLIF\\(current_setting\\('app\\.${setting}'::text, true\\), ''::text\\)`,
    );
  const tenant = held("(tenant_)?id", "tenant_id");
  const person = held("(account_)?id", "account_id");
  const bearer = held("token_hash", "token_hash");
  const rules: Record<string, RegExp> = { tenant, founder: tenant, rename: tenant, person, bearer };
  for (const { name, policy, qual, with_check, cmd } of rows) {
    if (policy === "member_of_tenant") continue; // seen through membership, which has its own policy
    const rule = rules[policy];
    expect(rule, `${name}: ${policy}`).toBeDefined();
    if (cmd !== "INSERT") expect(qual, name).toMatch(rule as RegExp);
    if (cmd !== "SELECT") expect(with_check, name).toMatch(rule as RegExp);
  }
  expect(rows.length).toBeGreaterThanOrEqual(15);
});

test("a policy that shows everything exists only for the roles and tables that are meant to", async () => {
  const wide = await names(
    `SELECT schemaname || '.' || tablename || ' to ' || array_to_string(roles, ',') AS name FROM pg_policies
     WHERE qual = 'true' ORDER BY 1`,
  );
  expect(wide).toEqual([
    "log.entries to outstation_ingest",
    "metering.counted_events to outstation_directory",
    "metering.device_hours to outstation_directory",
    "metering.disputed_events to outstation_directory",
    "metering.hours to outstation_directory",
    "public.account_totp to outstation_directory",
    "public.accounts to outstation_directory",
    "public.accounts to outstation_platform",
    "public.act_as_grants to outstation_directory",
    "public.certificates to outstation_directory",
    "public.commands to outstation_directory",
    "public.device_schemas to outstation_directory",
    "public.devices to outstation_directory",
    "public.firmware_updates to outstation_directory",
    "public.identity_providers to outstation_directory",
    "public.members to outstation_directory",
    "public.members to outstation_platform",
    "public.operators to outstation_directory",
    "public.operators to outstation_platform",
    "public.outbox to outstation_directory",
    "public.points to outstation_directory",
    "public.provider_identities to outstation_directory",
    "public.sessions to outstation_directory",
    "public.sign_in_throttles to outstation_directory",
    "public.tenant_limits to outstation_directory",
    "public.tenants to outstation_directory",
    "public.tenants to outstation_platform",
  ]);
});

test("no role of ours is a superuser, bypasses row security, or belongs to another that may", async () => {
  const strong = await names(
    `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'outstation\\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)`,
  );
  const members = await names(
    `SELECT member.rolname || ' in ' || granted.rolname AS name FROM pg_auth_members
     JOIN pg_roles member ON member.oid = pg_auth_members.member JOIN pg_roles granted ON granted.oid = pg_auth_members.roleid
     WHERE member.rolname LIKE 'outstation\\_%'`,
  );
  expect(strong).toEqual([]);
  expect(members.sort()).toEqual([
    "outstation_owner in outstation_auditor",
    "outstation_owner in outstation_directory",
  ]);
});

test("a partition is closed: no grant to anyone, row security forced", async () => {
  const ingest = new Client({ connectionString: database.urls.ingest });
  await ingest.connect();
  await ingest.query("SELECT series.ensure_day('2026-11-24'), series.ensure_day('2026-11-24')");
  await ingest.end();
  const partitions = await client.query(
    `SELECT relname, relrowsecurity AND relforcerowsecurity AS forced,
            coalesce(array_to_string(relacl, ','), '') ~ 'outstation_(app|ingest|platform)|(^|,)=' AS granted
     FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname`,
  );
  expect(partitions.rows).toEqual([
    { relname: "blocks_20261124", forced: true, granted: false },
    { relname: "readings_20261124", forced: true, granted: false },
    { relname: "rollups_202611", forced: true, granted: false },
  ]);
});

test("functions that run with another role's rights are few, named and closed to the public", async () => {
  const { rows } = await client.query(
    `SELECT nspname || '.' || proname AS name, pg_get_userbyid(proowner) AS owner,
            has_function_privilege('public', pg_proc.oid, 'EXECUTE') AS public,
            array_to_string(proconfig, ',') AS config
     FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
     WHERE prosecdef AND nspname IN ${SCHEMAS} ORDER BY 1`,
  );
  const directory = { owner: "outstation_directory", public: false, config: "search_path=public, pg_temp" };
  expect(rows).toEqual([
    { name: "directory.claim_attempt", ...directory },
    { name: "directory.clear_attempts", ...directory },
    { name: "directory.count_devices", ...directory },
    { name: "directory.find_account", ...directory },
    { name: "directory.find_identity_provider", ...directory },
    { name: "directory.find_operator", ...directory },
    { name: "directory.find_session", ...directory },
    { name: "directory.find_throttle", ...directory },
    { name: "directory.forget_expired", ...directory },
    { name: "directory.give_back_attempt", ...directory },
    { name: "directory.is_slug_taken", ...directory },
    { name: "directory.list_act_as", ...directory },
    { name: "directory.list_due_commands", ...directory },
    { name: "directory.list_due_outbox", ...directory },
    { name: "directory.list_due_updates", ...directory },
    { name: "directory.list_limits", ...directory },
    { name: "directory.list_memberships", ...directory },
    { name: "directory.list_open_hours", ...directory },
    { name: "directory.list_revoked", ...directory },
    { name: "directory.list_schema_heads", ...directory },
    { name: "directory.list_tenants", ...directory },
    { name: "directory.list_usage", ...directory },
    { name: "directory.measure_register", ...directory },
    { name: "directory.reconcile_usage", ...directory },
    { name: "public.chain_audit_event", ...directory, owner: "outstation_auditor" },
    {
      name: "series.drop_empty_day",
      owner: "outstation_owner",
      public: false,
      config: "search_path=pg_catalog, pg_temp,row_security=off,lock_timeout=500ms",
    },
    {
      name: "series.ensure_day",
      owner: "outstation_owner",
      public: false,
      config: "search_path=pg_catalog, pg_temp",
    },
  ]);
});
