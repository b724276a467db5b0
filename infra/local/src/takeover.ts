import { existsSync, readFileSync } from "node:fs";
import { fault } from "@outstation/kit/fault";
import type { DataFolder } from "./data-folder";
import { commandLine, endForeign, goneWithin, isOurs } from "./os-process";
import { endOrphanPostgres } from "./postgres";
import type { Traces } from "./supervisor";

/** Where the supervisor of a data folder writes who it is and what it started. */
export const traceFileOf = (folder: DataFolder): string => folder.at("running.json");

function readTraces(folder: DataFolder): Traces | undefined {
  const file = traceFileOf(folder);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Traces;
  } catch {
    // Half written by a run that was killed in that instant; what it started ends by itself.
    return undefined;
  }
}

/**
 * Clears away what a killed run left behind in this data folder. Its processes notice by themselves that their supervisor
 * is gone; whatever has not ended after 8 s is ended here, Postgres last.
 * @param cluster the folder of the embedded Postgres, when there is one.
 * @throws Fault `local.running` when the data folder is in use by a living run.
 */
export async function takeOver(folder: DataFolder, cluster: string | undefined): Promise<void> {
  const traces = readTraces(folder);
  if (traces && commandLine(traces.supervisor.pid) === traces.supervisor.marker) {
    throw fault(
      "local.running",
      `Outstation runs already in ${folder.path} (process ${traces.supervisor.pid}): stop it, or give this one another --data.`,
    );
  }
  const processes = (traces?.processes ?? []).filter(({ name }) => name !== "postgres");
  await Promise.all(
    processes.map(async ({ pid, marker }) => {
      if (isOurs(pid, marker) && !(await goneWithin(8_000, pid, marker)))
        await endForeign(pid, marker, "SIGTERM", 5_000);
    }),
  );
  if (cluster !== undefined) await endOrphanPostgres(cluster);
}
