import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { fault } from "@outstation/kit/fault";
import { Client } from "pg";
import { migrate } from "./migrate";

/** One connection URL per role. The owner is for migrations only; no process runs with it. */
export type DatabaseUrls = {
  readonly owner: string;
  readonly app: string;
  readonly ingest: string;
  readonly platform: string;
};

const ROLES = ["owner", "app", "ingest", "platform"] as const;
type Role = (typeof ROLES)[number];

const MIGRATIONS = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));

/**
 * Brings a Postgres server (18 or later: `RETURNING old`) to where the platform can start: roles, one database, migrations. Repeatable.
 * @param options.adminUrl a superuser or a role with CREATEROLE and CREATEDB, at its maintenance database.
 * @param options.secretsFile where the roles' passwords are kept (mode 0600); made on the first call.
 */
export async function provisionDatabase(options: {
  readonly adminUrl: string;
  readonly secretsFile: string;
  readonly databaseName?: string;
}): Promise<DatabaseUrls> {
  const database = options.databaseName ?? "outstation";
  const passwords = await keepPasswords(options.secretsFile);
  const admin = new Client({ connectionString: options.adminUrl });
  await admin.connect();
  try {
    await requireVersion(admin);
    for (const role of ROLES) await ensureLogin(admin, `outstation_${role}`, passwords[role]);
    for (const role of ["outstation_directory", "outstation_auditor"]) await ensureFunctionRole(admin, role);
    const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE "${database}" OWNER outstation_owner`);
  } finally {
    await admin.end();
  }
  const urls = urlsOf(options.adminUrl, database, passwords);
  await migrate(urls.owner, MIGRATIONS);
  return urls;
}

const VERSION_MIN = 18;

async function requireVersion(admin: Client): Promise<void> {
  const { rows } = await admin.query("SELECT current_setting('server_version_num')::int / 10000 AS version");
  const { version } = rows[0];
  if (version < VERSION_MIN)
    throw fault("database.too_old", `The database is PostgreSQL ${version}; ${VERSION_MIN} or later is needed.`);
}

/** The same roles at another database of the same server. */
export function atDatabase(urls: DatabaseUrls, database: string): DatabaseUrls {
  const move = (text: string) => {
    const url = new URL(text);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { owner: move(urls.owner), app: move(urls.app), ingest: move(urls.ingest), platform: move(urls.platform) };
}

async function keepPasswords(file: string): Promise<Record<Role, string>> {
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8"));
  const make = () => randomBytes(24).toString("hex");
  const passwords = { owner: make(), app: make(), ingest: make(), platform: make() };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(passwords), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return passwords;
}

async function ensureLogin(admin: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  // Utility statements take no parameters; role and password are hexadecimal or constants of this file.
  await admin.query(
    `${rowCount === 0 ? "CREATE" : "ALTER"} ROLE ${role} LOGIN NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '${password}'`,
  );
}

/** A role nobody can log in as: functions run with its rights. */
async function ensureFunctionRole(admin: Client, role: string): Promise<void> {
  const { rowCount } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  if (rowCount === 0) await admin.query(`CREATE ROLE ${role} NOLOGIN NOBYPASSRLS`);
  // The owner hands functions over to this role, and inherits nothing of what it may see.
  await admin.query(`GRANT ${role} TO outstation_owner WITH INHERIT FALSE, SET TRUE`);
}

function urlsOf(adminUrl: string, database: string, passwords: Record<Role, string>): DatabaseUrls {
  const urlOf = (role: Role) => {
    const url = new URL(adminUrl);
    url.username = `outstation_${role}`;
    url.password = passwords[role];
    url.pathname = `/${database}`;
    return url.href;
  };
  return { owner: urlOf("owner"), app: urlOf("app"), ingest: urlOf("ingest"), platform: urlOf("platform") };
}
