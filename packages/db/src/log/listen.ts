import { sleep } from "@outstation/kit/clock";
import { Client } from "pg";
import type { Database } from "../database";

/** Something was appended. `null` means that the connection was away and anything may have been. */
export type Appended = { readonly stream: string; readonly partition: number; readonly tenantId: string } | null;

/** Calls `onAppended` after every commit that appended to the log, until the signal aborts. Reconnects by itself. */
export async function listenToLog(
  db: Database,
  onAppended: (appended: Appended) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = new Client({ connectionString: db.url, keepAlive: true });
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    client.on("error", () => undefined);
    client.on("notification", ({ payload }) => onAppended(parse(payload)));
    const stop = () => void client.end();
    try {
      await client.connect();
      signal.addEventListener("abort", stop, { once: true });
      await client.query("LISTEN log");
      onAppended(null);
      if (signal.aborted) stop();
      await ended;
    } catch {
      await client.end().catch(() => undefined);
    }
    signal.removeEventListener("abort", stop);
    await sleep(500, signal);
  }
}

function parse(payload: string | undefined): Appended {
  const [stream, partition, tenantId] = (payload ?? "").split(":");
  return stream && partition && tenantId ? { stream, partition: Number(partition), tenantId } : null;
}
