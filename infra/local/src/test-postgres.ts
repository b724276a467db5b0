import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { atDatabase, type DatabaseUrls, provisionDatabase } from "@outstation/db/provision";
import { readEnv, text } from "@outstation/kit/env";
import { newId } from "@outstation/kit/ids";
import { Client, escapeIdentifier } from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { freePorts } from "./ports";
import { adminUrlOf, initCluster, postgresSpec } from "./postgres";
import { findPostgresHome } from "./postgres-home";
import { startRun } from "./supervised";
import { makeTestFolder } from "./temp-folder";

declare module "vitest" {
  interface ProvidedContext {
    /** The superuser's address of the test server. */
    postgresAdminUrl: string;
    /** The roles at the migrated, empty database that every test database is a copy of. */
    postgresTemplate: DatabaseUrls;
  }
}

/** Runs `work` with a connection at `url`. */
export async function withAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

// Nothing of a test outlives a crash, so nothing waits for the disk.
const fastSettings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** An embedded server in a folder of its own. */
export async function startTestServer(folder: string): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const data = join(folder, "server");
  mkdirSync(data, { recursive: true });
  const home = await findPostgresHome(data);
  const password = newId();
  const { postgres: port } = await freePorts();
  await initCluster(home, password);
  const adminUrl = adminUrlOf(port, password);
  const logFile = join(data, "postgres.log");
  const run = startRun(postgresSpec({ home, port, adminUrl, logFile, settings: fastSettings }));
  await run.ready(new AbortController().signal);
  return {
    adminUrl,
    async stop() {
      await run.stop();
      // Not always inside our folder: see findPostgresHome.
      rmSync(home.cluster, { recursive: true, force: true });
    },
  };
}

/** Vitest's global set-up of the `pg` and `house` projects: a server, unless DATABASE_URL names one, and the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeTestFolder();
  const { DATABASE_URL: external } = readEnv({ DATABASE_URL: text("") });
  const server = external === "" ? await startTestServer(folder.path) : undefined;
  const adminUrl = server?.adminUrl ?? external;
  const databaseName = `outstation_test_${newId().replaceAll("-", "")}`;
  const secretsFile = join(folder.path, "database-roles.json");
  const template = await provisionDatabase({ adminUrl, secretsFile, databaseName });
  project.provide("postgresAdminUrl", adminUrl);
  project.provide("postgresTemplate", template);
  return async () => {
    if (server) await server.stop();
    else
      await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE ${escapeIdentifier(databaseName)} WITH (FORCE)`));
    folder.remove();
  };
}

export type TestDatabase = { readonly urls: DatabaseUrls; drop(): Promise<void> };

/**
 * A database of the caller's own: migrated, empty, with every role. Call it in `beforeAll` and `drop` it in `afterAll`.
 * About 60 ms: a copy of the template.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("postgresAdminUrl");
  const template = inject("postgresTemplate");
  const from = escapeIdentifier(new URL(template.owner).pathname.slice(1));
  const owner = escapeIdentifier(new URL(template.owner).username);
  const name = `outstation_test_${newId().replaceAll("-", "")}`;
  await withAdmin(adminUrl, (admin) =>
    admin.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${from} OWNER ${owner}`),
  );
  return {
    urls: atDatabase(template, name),
    drop: async () => {
      await withAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`));
    },
  };
}
