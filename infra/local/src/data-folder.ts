import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "@outstation/kit/fault";

/** Raised when a data folder of an older Outstation can no longer be used as it is. */
const format = 1;
const gibibyte = 2 ** 30;

export type DataFolder = {
  readonly path: string;
  readonly logs: string;
  /** A path inside the folder. */
  at(...parts: string[]): string;
  /** A random secret that stays the same from start to start, kept readable for its owner alone. */
  secret(name: string): string;
};

function checkFormat(path: string): void {
  const marker = join(path, "format.json");
  if (!existsSync(marker)) {
    // The bootstrap writes its log before this code is even installed.
    const others = readdirSync(path).filter((name) => name !== "logs");
    if (others.length > 0) {
      throw fault(
        "local.data_foreign",
        `${path} holds files but is not a data folder of Outstation: choose another with --data.`,
      );
    }
    writeFileSync(marker, `${JSON.stringify({ format })}\n`);
    return;
  }
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(marker, "utf8")).format;
  } catch {
    found = undefined;
  }
  if (found === format) return;
  if (typeof found !== "number") {
    throw fault(
      "local.data_foreign",
      `${marker} is not readable as a format marker: choose another data folder with --data.`,
    );
  }
  const age = found < format ? "an older" : "a newer";
  throw fault(
    "local.data_format",
    `The data folder ${path} has format ${found} of ${age} Outstation and this one needs ${format}: choose another with --data, or move it away.`,
  );
}

function checkDisk(path: string): void {
  const { bavail, bsize } = statfsSync(path);
  const free = bavail * bsize;
  if (free >= gibibyte) return;
  const mebibytes = Math.floor(free / 2 ** 20);
  throw fault(
    "local.disk_full",
    `Only ${mebibytes} MiB are free where ${path} lies and Outstation needs 1 GiB: make room, or choose another place with --data.`,
  );
}

/**
 * Opens or creates the data folder.
 * @throws Fault `local.data_foreign`, `local.data_format` or `local.disk_full`, each one sentence.
 */
export function openDataFolder(path: string): DataFolder {
  const logs = join(path, "logs");
  try {
    mkdirSync(path, { recursive: true });
  } catch (reason) {
    throw fault(
      "local.data_unwritable",
      `${path} cannot be created: choose another data folder with --data.`,
      {},
      reason,
    );
  }
  checkDisk(path);
  checkFormat(path);
  mkdirSync(logs, { recursive: true });
  return {
    path,
    logs,
    at: (...parts) => join(path, ...parts),
    secret(name) {
      const file = join(path, "secrets", name);
      if (existsSync(file)) return readFileSync(file, "utf8").trim();
      mkdirSync(join(path, "secrets"), { recursive: true, mode: 0o700 });
      const value = randomBytes(24).toString("hex");
      writeFileSync(file, `${value}\n`, { mode: 0o600 });
      chmodSync(file, 0o600);
      return value;
    },
  };
}
