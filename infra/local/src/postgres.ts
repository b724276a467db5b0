import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { Client, DatabaseError } from "pg";
import { childEnv } from "./child-env";
import { endForeign, isOurs } from "./os-process";
import type { PostgresHome } from "./postgres-home";
import type { ProcessSpec } from "./supervised";

const superuser = "postgres";

/** The superuser's address. */
export const adminUrlOf = (port: number, password: string): string =>
  `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`;

/** Creates the cluster unless it exists. About 1.2 s. Beside its place and moved there when whole, so that a kill leaves no half of one. */
export async function initCluster({ cluster, identity, initdb }: PostgresHome, password: string): Promise<void> {
  if (existsSync(cluster)) return;
  const partial = `${cluster}.new`;
  const passwordFile = join(tmpdir(), `outstation-${newId()}`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (identity) for (const path of [partial, passwordFile]) chownSync(path, identity.uid, identity.gid);
    await promisify(execFile)(
      initdb,
      [
        `--pgdata=${partial}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
      ],
      { ...identity, cwd: "/" },
    );
    renameSync(partial, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function accepts(adminUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (reason) {
    if (reason instanceof DatabaseError && reason.code === "28P01") {
      throw fault(
        "local.postgres_password",
        "The password kept in the data folder does not open its database: restore its folder `secrets`, or start with another --data.",
      );
    }
    return false;
  }
}

/** Postgres as a supervised process. */
export const postgresSpec = (options: {
  readonly home: PostgresHome;
  readonly port: number;
  readonly adminUrl: string;
  readonly logFile: string;
  /** Server settings beside the defaults, such as `fsync=off`. */
  readonly settings?: readonly string[];
}): ProcessSpec => ({
  name: "postgres",
  marker: options.home.cluster,
  command: options.home.postgres,
  args: [
    ["-D", options.home.cluster, "-p", String(options.port)],
    ...[
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "max_connections=200",
      ...(options.settings ?? []),
    ].map((setting) => ["-c", setting]),
  ].flat(),
  cwd: "/",
  env: childEnv(),
  logFile: options.logFile,
  channel: false,
  // "Fast": ends sessions and writes a checkpoint. SIGTERM would wait for every client to leave.
  stopSignal: "SIGINT",
  stopMs: 20_000,
  readyMs: 60_000,
  isReady: () => accepts(options.adminUrl),
  ...(options.home.identity ? { identity: options.home.identity } : {}),
});

/** Ends the server that a killed run left behind on this cluster. @returns its port, when there was one. */
export async function endOrphanPostgres(cluster: string): Promise<number | undefined> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || !isOurs(pid, cluster)) return undefined;
  await endForeign(pid, cluster, "SIGINT", 20_000);
  return Number(lines[3]);
}
