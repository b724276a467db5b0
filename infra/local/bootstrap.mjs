// From a bare clone to installed dependencies and a generated database client. Plain JavaScript without dependencies:
// it runs before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const pnpm = ["npx", "-y", "pnpm@12.21.0"];
const nodeMin = [20, 19];

/** Ends the process with one sentence when Node is too old for what we install. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return;
  console.error(`Outstation needs Node ${nodeMin.join(".")} or later and this is ${process.versions.node}.`);
  process.exit(1);
}

const filesUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

/** One SHA-256 over the names and contents of files. */
function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

const manifests = () => [
  join(root, "package.json"),
  join(root, "pnpm-lock.yaml"),
  join(root, "pnpm-workspace.yaml"),
  join(root, "infra/local/package.json"),
  ...["apps", "packages"].flatMap((room) =>
    readdirSync(join(root, room)).map((name) => join(root, room, name, "package.json")),
  ),
];

/** Runs a command with its output in the log, which is shown only when it fails. */
function run(what, [command, ...args], logFile, env = {}) {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...env },
      shell: process.platform === "win32",
    });
    const passOn = (signal) => child.kill(signal);
    process.on("SIGTERM", passOn);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", passOn);
      if (code === 0) return resolve();
      const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-30).join("\n");
      reject(new Error(`${what} failed (${signal ?? `exit code ${code}`}). Its log: ${logFile}\n\n${lines}`));
    });
  }).finally(() => closeSync(log));
}

/** Does the work unless its last success was made from the same files. */
async function unlessDone({ name, files, made, work }) {
  const stamp = join(root, "node_modules", ".outstation", name);
  const hash = hashOf(files.filter((file) => existsSync(file)));
  if (existsSync(made) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(join(root, "node_modules", ".outstation"), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

async function bootstrap({ logs, say }) {
  const installed = await unlessDone({
    name: "installed",
    files: manifests(),
    made: join(root, "node_modules", ".pnpm"),
    work: () => {
      say("installing the dependencies; half a minute when nothing is cached");
      return run("Installing the dependencies", [...pnpm, "install", "--frozen-lockfile"], join(logs, "install.log"));
    },
  });
  say(installed ? "the dependencies are installed" : "the dependencies were installed before");
  const generated = await unlessDone({
    name: "generated",
    files: [...filesUnder(join(root, "prisma", "schema")), join(root, "pnpm-lock.yaml")],
    made: join(root, "packages", "db", "src", "generated"),
    work: () => {
      const prisma = join(root, "node_modules", "prisma", "build", "index.js");
      return run("Generating the database client", [process.execPath, prisma, "generate"], join(logs, "generate.log"));
    },
  });
  say(`the database client ${generated ? "is" : "was"} generated${generated ? "" : " before"}`);
}

/**
 * Hands over to a script in TypeScript and waits for its clean end. A signal to this process alone is passed on; a Ctrl-C
 * in the terminal reaches both, and the script takes the second for the first. The channel tells it when we are killed.
 * @returns its exit code.
 */
function handOver(script, args, env) {
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), join(root, script), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // npm passes a SIGTERM to the shell between it and us, which dies of it and tells nobody.
  const parent = process.ppid;
  const orphaned = () => process.ppid !== parent && child.kill("SIGTERM");
  if (process.env.npm_lifecycle_event !== undefined) setInterval(orphaned, 500).unref();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (signal !== null) console.error(`Ended by ${signal}.`);
      resolve(code ?? 1);
    });
  });
}

/**
 * Installs the dependencies and generates the database client, each only when its sources changed, then runs a script of
 * this repository to its end and exits with its code.
 * @param {{ logs: string, script: string, args: readonly string[] }} options `logs`: the folder for the commands' output.
 */
export async function runInstalled({ logs, script, args }) {
  checkNode();
  const startedAt = Date.now();
  const say = (line) => console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
  try {
    await bootstrap({ logs, say });
  } catch (reason) {
    console.error(`\n${reason.message}`);
    process.exit(1);
  }
  process.exit(await handOver(script, args, { OUTSTATION_STARTED_AT: String(startedAt) }));
}
