import { execFile } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { readEnv, text } from "@outstation/kit/env";
import { chromium } from "playwright-core";

const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

export type FoundChromium = { readonly path: string } | { /** One line. */ readonly missing: string };

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const run = (command: string, args: readonly string[], minutes: number) =>
  promisify(execFile)(command, [...args], { timeout: minutes * 60_000, maxBuffer: 64 * 2 ** 20 });

/** The last line that a person can read: above it are what was tried before, below it where in the code it failed. */
const reasonOf = (reason: unknown): string => {
  const lines = (reason instanceof Error ? reason.message : String(reason)).split("\n");
  return lines.findLast((line) => line.trim() !== "" && !/^\s+at /.test(line))?.trim() ?? "no reason given";
};

async function installFromDistribution(): Promise<string | undefined> {
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  await run("apt-get", install, 5).catch(async () => {
    // A slim image has no package lists.
    await run("apt-get", ["update"], 3);
    await run("apt-get", install, 5);
  });
  return usualPaths.find(canRun);
}

async function installFromPlaywright(): Promise<string> {
  const manifest = createRequire(import.meta.url).resolve("playwright-core/package.json");
  await run(process.execPath, [join(dirname(manifest), "cli.js"), "install", "chromium"], 5);
  return chromium.executablePath();
}

/**
 * Finds a Chromium, and installs one where none is: as root from the distribution (it brings the libraries it needs),
 * otherwise by playwright-core into its own cache.
 * @returns its path, or in one line what is missing.
 */
export async function findChromium(): Promise<FoundChromium> {
  const { CHROMIUM_PATH: given } = readEnv({ CHROMIUM_PATH: text("") });
  if (given !== "") {
    return canRun(given) ? { path: given } : { missing: `CHROMIUM_PATH is ${given}, which is not a program.` };
  }
  const found = [...usualPaths, chromium.executablePath()].find(canRun);
  if (found !== undefined) return { path: found };
  const reasons: string[] = [];
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    try {
      const path = await installFromDistribution();
      if (path !== undefined) return { path };
    } catch (reason) {
      reasons.push(`apt-get could not install chromium (${reasonOf(reason)})`);
    }
  }
  try {
    return { path: await installFromPlaywright() };
  } catch (reason) {
    reasons.push(`playwright-core could not either (${reasonOf(reason)})`);
  }
  return { missing: `no Chromium is here and ${reasons.join(", ")}: install one, or name it in CHROMIUM_PATH.` };
}
