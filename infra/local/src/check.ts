import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { childEnv } from "./child-env";
import { findChromium } from "./chromium";
import { repositoryRoot } from "./repository";

// Everything CI runs, in the order in which a mistake is cheapest to find.

type Step = { readonly name: string; readonly command: readonly [packageName: string, bin: string, ...args: string[]] };

const rooms = ["apps", "packages", "infra", "prisma", "bench", "tests"];
const steps: readonly Step[] = [
  { name: "format and lint", command: ["@biomejs/biome", "biome", "ci", "--error-on-warnings", "."] },
  {
    name: "arrows",
    command: ["dependency-cruiser", "depcruise", "--config", ".dependency-cruiser.cjs", ...rooms],
  },
  { name: "types", command: ["typescript", "tsc", "--noEmit", "-p", "tsconfig.json"] },
  { name: "unit tests", command: ["vitest", "vitest", "run", "--project", "unit"] },
  { name: "house rules", command: ["vitest", "vitest", "run", "--project", "house"] },
  { name: "Postgres tests", command: ["vitest", "vitest", "run", "--project", "pg"] },
];
const journeys: Step = { name: "journeys", command: ["vitest", "vitest", "run", "--project", "journeys"] };

/** The script behind a package's command, so that no shell and no package manager stands between a signal and it. */
function scriptOf(packageName: string, bin: string): string {
  const manifest = join(repositoryRoot, "node_modules", packageName, "package.json");
  const { bin: bins } = createRequire(import.meta.url)(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof bins === "string" ? bins : (bins[bin] ?? ""));
}

let running: ChildProcess | undefined;

function run(step: Step, env: Readonly<Record<string, string>>): Promise<{ passed: boolean; output: string }> {
  const [packageName, bin, ...args] = step.command;
  const child = spawn(process.execPath, [scriptOf(packageName, bin), ...args], {
    cwd: repositoryRoot,
    env: childEnv({ NO_COLOR: "1", ...env }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ passed: code === 0, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

/** The line in which a test runner counts. */
const countOf = (output: string): string => /^\s*Tests\s+(.+)$/m.exec(output)?.[1]?.trim() ?? "";

async function passes(step: Step, env: Readonly<Record<string, string>> = {}): Promise<boolean> {
  const startedAt = performance.now();
  const { passed, output } = await run(step, env);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  const count = countOf(output);
  console.log(`${seconds} s  ${passed ? "pass" : "FAIL"}  ${step.name}${count === "" ? "" : `: ${count}`}`);
  if (!passed) console.error(`\n${output.trimEnd()}`);
  return passed;
}

async function check(): Promise<number> {
  for (const step of steps) if (!(await passes(step))) return 1;
  const chromium = await findChromium();
  if ("missing" in chromium) {
    console.log(`          the journeys that need a browser are skipped: ${chromium.missing}`);
    return (await passes(journeys)) ? 0 : 1;
  }
  return (await passes(journeys, { CHROMIUM_PATH: chromium.path })) ? 0 : 1;
}

const end = () => {
  running?.kill("SIGTERM");
  process.exitCode = 1;
};
process.on("SIGINT", end).on("SIGTERM", end).on("disconnect", end);
check().then(
  (code) => process.exit(process.exitCode ?? code),
  (reason: unknown) => {
    console.error(reason);
    process.exit(1);
  },
);
