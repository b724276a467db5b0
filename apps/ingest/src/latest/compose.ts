import { openRedisLatest, rebuildRedisLatest } from "@outstation/adapters/redis-latest";
import { openDatabase } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import type { Database, LatestValues } from "@outstation/domain/ports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { readEnv, text } from "@outstation/kit/env";
import type { Logger } from "@outstation/kit/logger";

const tenantIdsOf = (db: Database) => async () => (await listTenants(db)).map(({ id }) => id);

/** Where the workers put last values: Postgres, and from there on into Redis where there is one. */
export function composeLatest(
  url: string,
  db: Database,
  logger: Logger,
): { readonly latest: LatestValues; close(): Promise<void> } {
  const truth = createPgLatest(db);
  if (url === "") return { latest: truth, close: async () => undefined };
  const redis = openRedisLatest({
    url,
    truth,
    listTenantIds: tenantIdsOf(db),
    onRebuilt: (rebuilt) => logger.info(rebuilt, "Redis is as Postgres is"),
    onTrouble: (error) => logger.warn({ err: error }, "Redis is away; Postgres answers"),
  });
  return { latest: redis, close: () => redis.close() };
}

/** What fills a Redis by hand. */
export async function composeRebuild(logger: Logger) {
  const env = readEnv({
    /** The ingest role's. */
    DATABASE_URL: text(),
    REDIS_URL: text(),
  });
  const db = await openDatabase(env.DATABASE_URL, 2);
  const onTrouble = (error: unknown) => logger.warn({ err: error }, "Redis is away");
  return {
    rebuild: () =>
      rebuildRedisLatest({ url: env.REDIS_URL, truth: createPgLatest(db), listTenantIds: tenantIdsOf(db), onTrouble }),
    close: () => db.close(),
  };
}
