import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { encodeRawMessage, type RawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import { openDatabase } from "@outstation/db/database";
import { provisionDatabase } from "@outstation/db/provision";
import { createBatcher } from "@outstation/kit/batcher";
import { newId } from "@outstation/kit/ids";
import { freePorts } from "@outstation/local/ports";
import { adminUrlOf, initCluster, postgresSpec } from "@outstation/local/postgres";
import { findPostgresHome } from "@outstation/local/postgres-home";
import { startRun } from "@outstation/local/supervised";

/** Takes a message over: what a bridge's `accept` does. */
export type Door = (message: RawMessage) => Promise<void>;

/** Everything that came within 5 ms is safe at once, as where a log's commit takes as long. */
export const after5Ms: Door = (() => {
  let waiting: (() => void)[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    for (const resolve of batch) resolve();
  };
  return () =>
    new Promise<void>((resolve) => {
      if (waiting.length === 0) setTimeout(flush, 5);
      waiting.push(resolve);
    });
})();

/** A Postgres of this bench's own with its defaults, `fsync` among them, and the bridge's way into its log. */
export async function openPgLogDoor(folder: string): Promise<{ door: Door; close(): Promise<void> }> {
  mkdirSync(join(folder, "server"), { recursive: true });
  const home = await findPostgresHome(join(folder, "server"));
  const password = newId();
  const { postgres: port } = await freePorts();
  await initCluster(home, password);
  const adminUrl = adminUrlOf(port, password);
  const run = startRun(postgresSpec({ home, port, adminUrl, logFile: join(folder, "postgres.log") }));
  await run.ready(new AbortController().signal);
  const urls = await provisionDatabase({ adminUrl, secretsFile: join(folder, "roles.json") });
  const db = await openDatabase(urls.ingest, 4);
  const feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  const tenantId = newId();
  const batcher = createBatcher<RawMessage>({
    itemsMax: 2000,
    flush: async (messages) => {
      const records = messages.map((message) => ({
        key: deviceKeyOf(message.tenant, message.device),
        tenantId,
        value: encodeRawMessage(message),
      }));
      await log.append(STREAMS.rawTelemetry, records);
    },
  });
  return {
    door: (message) => batcher.add(message),
    close: async () => {
      await feed.close();
      await db.close();
      await run.stop();
    },
  };
}
