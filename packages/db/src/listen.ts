import { sleep } from "@outstation/kit/clock";
import { Client } from "pg";
import type { Database } from "./database";

const RECONNECT_AFTER_MS = 500;

/**
 * Calls `onNotified` with the payload of every notification of a channel, until the signal aborts. Reconnects by itself and
 * then calls with null: something may have been missed while the connection was away.
 */
export async function listen(
  db: Database,
  channel: "log" | "outbox" | "replay" | "exports",
  onNotified: (payload: string | null) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const client = new Client({ connectionString: db.url, keepAlive: true });
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    client.on("error", () => undefined);
    client.on("notification", ({ payload }) => onNotified(payload ?? null));
    const stop = () => void client.end();
    try {
      await client.connect();
      signal.addEventListener("abort", stop, { once: true });
      await client.query(`LISTEN ${channel}`);
      onNotified(null);
      if (signal.aborted) stop();
      await ended;
    } catch {
      await client.end().catch(() => undefined);
    }
    signal.removeEventListener("abort", stop);
    await sleep(RECONNECT_AFTER_MS, signal);
  }
}
