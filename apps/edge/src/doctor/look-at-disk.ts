import { access, constants, stat, statfs } from "node:fs/promises";
import { bad, type Finding, ok, textOf, warning } from "./finding";

const MIB = 1024 * 1024;
const FREE_MIB_MIN = 64;
const FREE_MIB_FEW = 512;

/** Whether the gateway can keep what it must. */
export async function lookAtDisk(dataDir: string): Promise<Finding[]> {
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (reason) {
    return [bad("disk", `${dataDir} cannot be read and written by this user: ${textOf(reason)}`)];
  }
  const { bavail, bsize, ffree } = await statfs(dataDir);
  const freeMib = Math.floor((bavail * bsize) / MIB);
  const says = `${freeMib} MiB free at ${dataDir}`;
  const room =
    freeMib < FREE_MIB_MIN || ffree === 0
      ? bad("disk", `${says}: readings will be lost when the platform cannot be reached`)
      : freeMib < FREE_MIB_FEW
        ? warning("disk", `${says}, which is little for an outage of days`)
        : ok("disk", says);
  const { mode } = await stat(dataDir);
  return (mode & 0o077) === 0
    ? [room]
    : [
        room,
        warning("disk", `${dataDir} is open to other users of this machine; the gateway closes it when it starts`),
      ];
}
