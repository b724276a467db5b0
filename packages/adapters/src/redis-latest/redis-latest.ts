import type { LatestValues } from "@outstation/domain/ports";
import type { Redis } from "ioredis";
import { connectRedis } from "./connection";
import { Keeper, type KeeperOptions } from "./keeper";
import { readLatest } from "./read";
import { KEEP_NEWEST } from "./scripts";
import { type Rebuilt, rebuild } from "./write";

/** A Redis that did not answer is not asked again for this long. */
const QUIET_MS = 1000;

type Reading = {
  readonly url: string;
  /** Postgres. */
  readonly truth: LatestValues;
  /** Told of every trouble with Redis. None of them is the caller's: Postgres answers instead. */
  readonly onTrouble: (error: unknown) => void;
};
type Writing = Reading & Pick<KeeperOptions, "listTenantIds">;

export type RedisLatest = LatestValues & { close(): Promise<void> };
export type RedisLatestOptions = Writing & {
  readonly onRebuilt?: (rebuilt: Rebuilt) => void;
  /** For how long a writer vouches at a time. */
  readonly vouchMs?: number;
};

/**
 * Last values, read from Redis and kept there. Postgres stays the truth: values are committed there with their readings and
 * written on after, and where Redis is away or cannot vouch for what it has, Postgres answers (docs/decisions/0015).
 */
export function openRedisLatest({ onRebuilt = () => undefined, ...options }: RedisLatestOptions): RedisLatest {
  const { truth } = options;
  const redis = connectRedis(options.url, options.onTrouble);
  const keeper = new Keeper({ ...options, onRebuilt, redis });
  return {
    save: async (tx, tenants) => {
      await truth.save(tx, tenants);
      tx.afterCommit((isCertain) => {
        if (!isCertain) return keeper.doubt();
        for (const { tenantId, updates } of tenants) keeper.add(tenantId, updates);
      });
    },
    list: readerOf(redis, options),
    close: async () => {
      await keeper.close();
      redis.disconnect();
    },
  };
}

/** The same for a process that only reads. */
export function openRedisLatestReader(options: Reading): Pick<RedisLatest, "list" | "close"> {
  const redis = connectRedis(options.url, options.onTrouble);
  return { list: readerOf(redis, options), close: async () => redis.disconnect() };
}

function readerOf(redis: Redis, { truth, onTrouble }: Reading): LatestValues["list"] {
  let quietUntil = 0;
  return async (tenantId, deviceId) => {
    if (redis.status === "ready" && performance.now() >= quietUntil)
      try {
        const found = await readLatest(redis, tenantId, deviceId);
        if (found !== null) return found;
      } catch (reason) {
        quietUntil = performance.now() + QUIET_MS;
        onTrouble(reason);
      }
    return truth.list(tenantId, deviceId);
  };
}

/** Fills a Redis from Postgres, by hand. @throws where Redis does not answer. */
export async function rebuildRedisLatest({ url, truth, listTenantIds, onTrouble }: Writing): Promise<Rebuilt> {
  const redis = connectRedis(url, onTrouble);
  try {
    await new Promise<void>((resolve, reject) => redis.once("ready", resolve).once("error", reject));
    const script = (await redis.script("LOAD", KEEP_NEWEST)) as string;
    return await rebuild(redis, script, { truth, tenantIds: await listTenantIds() });
  } finally {
    redis.disconnect();
  }
}
