import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type DatabaseUrls, provisionDatabase } from "@outstation/db/provision";
import { freePorts } from "@outstation/local/ports";
import { adminUrlOf, initCluster, postgresSpec } from "@outstation/local/postgres";
import { findPostgresHome } from "@outstation/local/postgres-home";
import { startRun } from "@outstation/local/supervised";
import { makeTestFolder } from "@outstation/local/temp-folder";

export type BenchServer = {
  readonly folder: string;
  /** One database of this name, migrated. `superuser` is bound by no policy. */
  openDatabase(name: string): Promise<DatabaseUrls & { readonly superuser: string }>;
  stop(): Promise<void>;
};

/** Postgres with what a small installation gives it, durable as it is there. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = await makeTestFolder();
  const data = join(folder.path, "server");
  mkdirSync(data, { recursive: true });
  const home = await findPostgresHome(data);
  const password = randomBytes(16).toString("hex");
  const { postgres: port } = await freePorts();
  await initCluster(home, password);
  const adminUrl = adminUrlOf(port, password);
  const settings = ["shared_buffers=1GB", "max_wal_size=4GB"];
  const run = startRun(postgresSpec({ home, port, adminUrl, logFile: join(data, "postgres.log"), settings }));
  await run.ready(new AbortController().signal);
  return {
    folder: folder.path,
    openDatabase: async (name) => {
      const secretsFile = join(data, "roles", "database-roles.json");
      const urls = await provisionDatabase({ adminUrl, secretsFile, databaseName: name });
      const superuser = new URL(adminUrl);
      superuser.pathname = `/${name}`;
      return { ...urls, superuser: superuser.href };
    },
    stop: async () => {
      await run.stop();
      folder.remove();
    },
  };
}
