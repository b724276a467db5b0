import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sleep } from "@outstation/kit/clock";
import type { Installation } from "../harness/installation";
import type { Prepared, Struck } from "./fault";

const SIZE = "768m";
const NOTICED_WITHIN_MS = 30_000;
/** How long the disk stays full once somebody noticed. */
const FULL_MS = 5_000;
/** Postgres' own words for ENOSPC, and the class of its code (53100, disk_full). */
const NAMED = /No space left on device|53100/;

/** A small file system of its own for the database. */
export async function prepareSmallDisk(): Promise<Prepared | { impossible: string }> {
  const mount = mkdtempSync(join(tmpdir(), "outstation-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=755`, "outstation-bench", mount], { stdio: "pipe" });
  } catch (reason) {
    rmdirSync(mount);
    return { impossible: `a file system cannot be mounted here (${reasonOf(reason)}); it takes root` };
  }
  chmodSync(mount, 0o755);
  const unmount = () => {
    if (!existsSync(mount)) return;
    execFileSync("umount", ["--lazy", mount], { stdio: "pipe" });
    rmdirSync(mount);
  };
  process.once("exit", unmount);
  return {
    cluster: join(mount, "postgres"),
    // So that the log of changes alone does not fill it.
    settings: ["max_wal_size=128MB"],
    cleanUp: unmount,
  };
}

const reasonOf = (reason: unknown): string =>
  reason instanceof Error ? (reason.message.split("\n").at(-1) ?? "") : "";

/** Fills the disk under the database until it is noticed and a while longer, then frees it. */
export async function fillDisk(installation: Installation): Promise<Struck> {
  const { supervisor, home } = installation;
  const ballast = join(home.cluster, "..", "ballast");
  const logs = ["postgres", "ingest"].map((name) => ({ name, file: installation.logOf(name) }));
  const from = new Map(logs.map(({ file }) => [file, statSync(file).size]));
  const named = () => logs.filter(({ file }) => NAMED.test(readFileSync(file, "utf8").slice(from.get(file))));
  const before = supervisor.pids();
  fill(ballast);
  for (let waited = 0; named().length < logs.length && waited < NOTICED_WITHIN_MS; waited += 100) {
    // What was reserved in existing files is used up first.
    fill(ballast);
    await sleep(100);
  }
  await sleep(FULL_MS);
  const namedIn = named().map(({ name }) => name);
  rmSync(ballast);
  const healableAt = performance.now();
  await Promise.all(["postgres", "ingest"].map((name) => supervisor.ready(name)));
  const after = supervisor.pids();
  const died = ["postgres", "ingest"].filter((name) => before[name] !== after[name]);
  const fate = died.length === 0 ? "nobody died" : `${died.join(" and ")} died and came back`;
  return { healableAt, note: `named by ${namedIn.join(" and ") || "NOBODY"}; ${fate}` };
}

const CHUNK = Buffer.alloc(1 << 20);

/** Appends until not a page is left. */
function fill(file: string): void {
  const fd = openSync(file, "a");
  try {
    for (let size = CHUNK.length; size >= 4096; ) {
      try {
        writeSync(fd, CHUNK, 0, size);
      } catch (reason) {
        if (!(reason instanceof Error && "code" in reason && reason.code === "ENOSPC")) throw reason;
        size /= 4;
      }
    }
  } finally {
    closeSync(fd);
  }
}
