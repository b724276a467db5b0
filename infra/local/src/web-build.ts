import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setPriority } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { childEnv } from "./child-env";
import { isOurs } from "./os-process";
import { repositoryRoot } from "./repository";
import { lastLines } from "./supervised";

export type WebApp = "web" | "portal";

/** Made by builds and tools; not what a build is made from. */
const leftOut = new Set(["node_modules", ".next", "dist", "generated", "next-env.d.ts"]);

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !leftOut.has(name) && !/\.test\.tsx?$|\.tsbuildinfo$/.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : join(folder, entry.name)));

/** SHA-256 over everything a build of the app is made from: names and contents. About 30 ms for 400 files. */
function sourceHash(app: WebApp): string {
  const hash = createHash("sha256");
  const files = [
    ...filesUnder(appFolder(app)),
    ...filesUnder(join(repositoryRoot, "packages")),
    ...filesUnder(join(repositoryRoot, "prisma", "schema")),
    join(repositoryRoot, "pnpm-lock.yaml"),
    fileURLToPath(import.meta.url),
  ];
  for (const file of files) {
    hash.update(file.slice(repositoryRoot.length)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Where an app's sources lie. */
export const appFolder = (app: WebApp): string => join(repositoryRoot, "apps", app);

/** Next's command; each app resolves its own. */
export const nextCommand = (app: WebApp): string =>
  createRequire(join(appFolder(app), "package.json")).resolve("next/dist/bin/next");

const buildNote = (app: WebApp): string => join(repositoryRoot, "node_modules", ".outstation", `building-${app}`);

/** Waits for the build of another start from this checkout, or one that a killed start left behind: there is one `.next`. */
async function waitForOtherBuild(app: WebApp, signal: AbortSignal): Promise<void> {
  const pid = existsSync(buildNote(app)) ? Number(readFileSync(buildNote(app), "utf8")) : 0;
  while (pid > 0 && isOurs(pid, "next")) {
    await sleep(250, signal);
    signal.throwIfAborted();
  }
}

function run(app: WebApp, logFile: string, signal: AbortSignal): Promise<void> {
  const log = openSync(logFile, "w");
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, [nextCommand(app), "build"], {
      cwd: appFolder(app),
      env: childEnv({ NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" }),
      stdio: ["ignore", log, log],
      // A group of its own: an abort must also reach the workers Next starts.
      detached: true,
    });
    closeSync(log);
    // Below the broker and the gateways, whose handshakes have deadlines.
    if (child.pid !== undefined) {
      setPriority(child.pid, 10);
      mkdirSync(dirname(buildNote(app)), { recursive: true });
      writeFileSync(buildNote(app), String(child.pid));
    }
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    };
    signal.addEventListener("abort", end, { once: true });
    child.once("error", reject);
    child.once("exit", (code) => {
      signal.removeEventListener("abort", end);
      // Next has ended with 0 and half a build when its channel closed.
      if (code === 0 && existsSync(join(appFolder(app), ".next", "BUILD_ID"))) return resolve();
      reject(
        signal.aborted
          ? fault("local.stopping", "Outstation is stopping.")
          : fault("local.build_failed", `The build of ${app} failed. Its log: ${logFile}`, { log: lastLines(logFile) }),
      );
    });
  });
}

/**
 * Builds an app for production unless its last good build was made from the same sources.
 * @returns whether it had to.
 * @throws Fault `local.build_failed` with the end of the log.
 */
export async function buildWebApp(app: WebApp, logFile: string, signal: AbortSignal): Promise<boolean> {
  const stamp = join(appFolder(app), ".next", "outstation-built-from");
  await waitForOtherBuild(app, signal);
  const hash = sourceHash(app);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  rmSync(stamp, { force: true });
  await run(app, logFile, signal);
  writeFileSync(stamp, hash);
  return true;
}
