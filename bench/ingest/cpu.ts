import { readdirSync, readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

/** CPU time of a process and all below it, milliseconds. Ended children count where their parent has waited for them. */
export function cpuMsOf(pid: number): number {
  const stats = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
      const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number) as [number, number, number, number];
      stats.set(Number(name), { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime });
    } catch {
      // It ended while it was looked at.
    }
  }
  const below = (root: number): number =>
    (stats.get(root)?.ticks ?? 0) +
    [...stats].filter(([, { parent }]) => parent === root).reduce((sum, [child]) => sum + below(child), 0);
  return below(pid) * TICK_MS;
}
