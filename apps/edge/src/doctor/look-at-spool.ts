import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { bad, type Finding, ok, textOf, warning } from "./finding";

const HOUR_MS = 3_600_000;
/** Older than this while the platform is reached means that it does not drain. */
const OLD_MS = HOUR_MS;

/** What waits on the disk. Read only: the gateway may be at work on it. */
export function lookAtSpool(dataDir: string): Finding {
  const what = "spool";
  const file = join(dataDir, "spool.db");
  if (!existsSync(file)) return ok(what, "nothing was spooled yet");
  const mib = (statSync(file).size / 1024 / 1024).toFixed(1);
  let db: InstanceType<typeof Database> | undefined;
  try {
    db = new Database(file, { readonly: true });
    const row = db.prepare("SELECT count(*) AS messages, min(enqueued_at) AS oldest FROM queue").get();
    const { messages, oldest } = row as { messages: number; oldest: number | null };
    const ageMs = oldest === null ? 0 : Date.now() - oldest;
    const says = `${messages} messages wait in ${mib} MiB${oldest === null ? "" : `, the oldest since ${(ageMs / HOUR_MS).toFixed(1)} h`}`;
    return ageMs > OLD_MS ? warning(what, `${says}: the platform was not reached, or not fast enough`) : ok(what, says);
  } catch (reason) {
    return bad(what, `${file} cannot be read: ${textOf(reason)}`);
  } finally {
    db?.close();
  }
}
