import { attempt, type Outcome, unlessDenied } from "./outcome";
import { all, counts, type TableTrial } from "./setting";

/** What would take the policies away, or make one someone whom they do not bind. Each must be refused. */
const REFUSED: readonly string[] = [
  ...["owner", "platform", "ingest", "app", "directory", "auditor"].flatMap((role) => [
    `SET ROLE outstation_${role}`,
    `SET SESSION AUTHORIZATION outstation_${role}`,
  ]),
  "SET ROLE postgres",
  "SET SESSION AUTHORIZATION DEFAULT; SET ROLE pg_read_all_data",
  "SET session_replication_role = replica",
  "GRANT outstation_platform TO CURRENT_USER",
  "ALTER ROLE CURRENT_USER BYPASSRLS",
  "CREATE ROLE proof_intruder",
  "ALTER TABLE devices DISABLE ROW LEVEL SECURITY",
  "ALTER TABLE devices NO FORCE ROW LEVEL SECURITY",
  "ALTER POLICY tenant ON devices USING (true)",
  "CREATE POLICY mine ON devices USING (true)",
  "DROP POLICY tenant ON devices",
  "DROP TABLE devices",
  "ALTER TABLE devices OWNER TO CURRENT_USER",
  "CREATE TABLE public.mine (id int)",
  "CREATE VIEW public.mine AS SELECT * FROM devices",
  "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
  "CREATE FUNCTION directory.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE OR REPLACE FUNCTION directory.is_slug_taken(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
  "ALTER FUNCTION directory.is_slug_taken(text) SECURITY INVOKER",
  "CREATE TRIGGER mine AFTER INSERT ON devices EXECUTE FUNCTION public.announce_outbox()",
  "CREATE RULE mine AS ON INSERT TO devices DO ALSO NOTHING",
  "CREATE SCHEMA mine",
  "CREATE EXTENSION dblink",
  "CREATE PUBLICATION mine FOR ALL TABLES",
  "COPY devices TO PROGRAM 'cat'",
  "COPY (SELECT 1) TO '/tmp/outstation-proof'",
  "CREATE TEMP TABLE mine (line text); COPY mine FROM '/etc/hostname'",
  "SELECT pg_read_file('/etc/hostname')",
  "SELECT pg_ls_dir('.')",
  "SELECT lo_import('/etc/hostname')",
  "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
  "SELECT * FROM pg_authid",
  "SELECT * FROM pg_statistic",
  "SELECT * FROM pg_hba_file_rules",
  "ALTER SYSTEM SET log_statement = 'all'",
  "SET log_statement = 'all'",
  "SELECT pg_reload_conf()",
  "LOAD 'auto_explain'",
  "SELECT nextval('series.none')",
];

/** What everyone may read about the server: it must not tell what is in a tenant's rows. */
const TELLING: readonly string[] = [
  "SELECT t::text AS row FROM pg_stats t",
  "SELECT t::text AS row FROM pg_stat_activity t WHERE pid <> pg_backend_pid()",
  "SELECT t::text AS row FROM pg_prepared_statements t WHERE name NOT LIKE 'proof%'",
  "SELECT t::text AS row FROM pg_prepared_xacts t",
  "SELECT t::text AS row FROM pg_stat_user_tables t",
  "SELECT t::text AS row FROM pg_locks t",
  "SELECT t::text AS row FROM pg_description t",
  "SELECT t::text AS row FROM pg_settings t WHERE name LIKE 'app.%'",
  "SELECT t::text AS row FROM pg_class t WHERE relnamespace::regnamespace::text IN ('public', 'series', 'log')",
];

/** 42P01, 42883, 3F000, 22023, 58P01: what is not even there to be had; 55006, 55P02: not at run time; 25001: not in a transaction. */
const NOT_EVEN = ["42P01", "42883", "3F000", "22023", "25001", "55P02", "0A000", "42704"];

export async function tryWaysOut(trial: Omit<TableTrial, "tables">): Promise<void> {
  const { probe, a, canaries } = trial;
  const count = counts(trial, "ways out of the role", "SQL");
  const ownRole = (await probe.query("SELECT current_user AS role")).rows[0]?.role;
  for (const sql of REFUSED.filter((each) => !each.endsWith(` ${ownRole}`)))
    count(sql, unlessDenied(await attempt(probe, all(a), sql), ...NOT_EVEN));
  for (const sql of TELLING) count(sql, tells(await attempt(probe, all(a), sql)));
  count("row_security = off", unlessDenied(await withoutRowSecurity(trial)));

  function tells(outcome: Outcome): string | null {
    if (!outcome.ok) return unlessDenied(outcome);
    const found = canaries.find(outcome.rows.map(({ row }) => String(row)).join("\n"));
    return found && `told "${found}"`;
  }
}

/** With it off a query that a policy would cut is refused, rather than answered in full. */
async function withoutRowSecurity({ probe, a }: Omit<TableTrial, "tables">): Promise<Outcome> {
  await probe.query("SET row_security = off");
  try {
    return await attempt(probe, all(a), "SELECT count(*) FROM devices");
  } finally {
    await probe.query("RESET row_security");
  }
}
