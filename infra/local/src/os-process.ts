import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { sleep } from "@outstation/kit/clock";

/** The command line of a process; empty when there is none or it is a zombie. */
export function commandLine(pid: number): string {
  if (existsSync("/proc/self/cmdline")) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  }
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

/** True while `pid` runs a command line that holds `marker`: a pid alone may have been given to a stranger since. */
export const isOurs = (pid: number, marker: string): boolean => commandLine(pid).includes(marker);

/** Signals a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (reason) {
    const code = reason instanceof Error && "code" in reason ? reason.code : undefined;
    if (code !== "ESRCH") throw reason;
  }
}

/** Polls every 50 ms. @returns whether the process was gone within `ms`. */
export async function goneWithin(ms: number, pid: number, marker: string): Promise<boolean> {
  const until = performance.now() + ms;
  while (isOurs(pid, marker)) {
    if (performance.now() > until) return false;
    await sleep(50);
  }
  return true;
}

/** Ends a process that is not our child: the polite signal, then SIGKILL after `patienceMs`. */
export async function endForeign(
  pid: number,
  marker: string,
  polite: NodeJS.Signals,
  patienceMs: number,
): Promise<void> {
  if (!isOurs(pid, marker)) return;
  signal(pid, polite);
  if (await goneWithin(patienceMs, pid, marker)) return;
  signal(pid, "SIGKILL");
  await goneWithin(5_000, pid, marker);
}
