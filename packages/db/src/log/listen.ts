import type { Database } from "../database";
import { listen } from "../listen";

/** Something was appended. `null` means that the connection was away and anything may have been. */
export type Appended = { readonly stream: string; readonly partition: number; readonly tenantId: string } | null;

/** Calls `onAppended` after every commit that appended to the log, until the signal aborts. */
export const listenToLog = (
  db: Database,
  onAppended: (appended: Appended) => void,
  signal: AbortSignal,
): Promise<void> => listen(db, "log", (payload) => onAppended(parse(payload)), signal);

function parse(payload: string | null): Appended {
  const [stream, partition, tenantId] = (payload ?? "").split(":");
  return stream && partition && tenantId ? { stream, partition: Number(partition), tenantId } : null;
}
