import { createPgLog, openLogFeed } from "@outstation/adapters/pg-log";
import { openDatabase } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import type { Database, EventLog } from "@outstation/domain/ports";
import { readEnv, text } from "@outstation/kit/env";

export type UsageTools = {
  readonly db: Database;
  readonly log: EventLog;
  readonly findTenantId: (slug: string) => Promise<string | null>;
  close(): Promise<void>;
};

/** What the commands about usage need: the ledger and the billing events, under the ingest role. */
export async function composeUsage(): Promise<UsageTools> {
  const env = readEnv({
    /** The ingest role's. */
    DATABASE_URL: text(),
  });
  const db = await openDatabase(env.DATABASE_URL, 2);
  const feed = openLogFeed(db);
  return {
    db,
    log: createPgLog(db, feed),
    findTenantId: async (slug) => (await listTenants(db)).find((tenant) => tenant.slug === slug)?.id ?? null,
    close: async () => {
      await feed.close();
      await db.close();
    },
  };
}
