import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere } from "../identity/durable-file";

export const pidFileIn = (dataDir: string): string => join(dataDir, "gateway.pid");

/** Leaves word that a gateway works in this folder. */
export const writePid = (dataDir: string): Promise<void> => writeFile(pidFileIn(dataDir), `${process.pid}\n`);

/** The process id of the gateway that works in this folder; null where none does. After a crash the file may name another's. */
export async function findRunning(dataDir: string): Promise<number | null> {
  const pid = Number(await readIfThere(pidFileIn(dataDir)));
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (reason) {
    // There is one, and it is somebody else's to signal.
    return (reason as NodeJS.ErrnoException).code === "EPERM" ? pid : null;
  }
}
