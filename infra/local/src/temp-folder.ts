import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine } from "./os-process";
import { endOrphanPostgres } from "./postgres";

const prefix = "outstation-test-";
const ownerFile = "owner";

/** Ends the Postgres and removes the folder of test runs that were killed. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const owner = join(folder, ownerFile);
    if (!existsSync(owner) || commandLine(Number(readFileSync(owner, "utf8"))) !== "") continue;
    for (const cluster of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (cluster.endsWith("postmaster.pid")) await endOrphanPostgres(join(folder, cluster, ".."));
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A new folder for one test run, which the user `postgres` may enter too. A later run removes it when this one is killed.
 * Place data in sub-folders of it.
 */
export async function makeTestFolder(): Promise<{ readonly path: string; remove(): void }> {
  await sweep();
  const path = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(path, 0o755);
  writeFileSync(join(path, ownerFile), String(process.pid));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
