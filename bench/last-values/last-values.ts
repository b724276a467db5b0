import { openRedisLatest, rebuildRedisLatest } from "@outstation/adapters/redis-latest";
import { startTestRedis } from "@outstation/adapters/redis-latest/testing";
import { openDatabase } from "@outstation/db/database";
import { withWorker } from "@outstation/db/worker";
import type { DeviceLatest, LatestValues } from "@outstation/domain/ports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { newId } from "@outstation/kit/ids";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";
import { startBenchServer } from "../query/server";

const DEVICES = 1000;
const POINTS = 20;
/** Devices whose values one batch of the pipeline brings. */
const SAVED_AT_ONCE = 100;
const ROUNDS = 100;

type Case = () => Promise<unknown>;

/**
 * Last values read from Redis and from Postgres, in turns, and what Redis adds to the transaction that stores them. A tenant of a
 * thousand devices of twenty points.
 */
export async function benchLastValues(): Promise<void> {
  const redis = await startTestRedis();
  if (typeof redis === "string") throw new Error(redis);
  const server = await startBenchServer();
  const urls = await server.openDatabase("last_values");
  const [ingest, app] = [await openDatabase(urls.ingest, 4), await openDatabase(urls.app, 4)];
  const tenantId = newId();
  const options = {
    ...{ url: redis.url, listTenantIds: async () => [tenantId] },
    onTrouble: (error: unknown) => console.error(error),
  };
  const [inPostgres, inRedis] = [
    createPgLatest(ingest),
    openRedisLatest({ ...options, truth: createPgLatest(ingest) }),
  ];
  const readers = { postgres: createPgLatest(app), redis: openRedisLatest({ ...options, truth: nowhere }) };
  try {
    const devices = Array.from({ length: DEVICES }, () => newId());
    let measuredAt = Date.now();
    const save = (side: LatestValues, some: readonly string[]) => {
      measuredAt += 1000;
      const updates = valuesOf(some, measuredAt);
      return withWorker(ingest, (tx) => side.save(tx, [{ tenantId, updates }]));
    };
    await save(inRedis, devices);
    const filled = async () => (await readers.redis.list(tenantId, null)).length === DEVICES;
    if ((await timeUntil(filled, { withinMs: 30_000 })) === null) throw new Error("Redis was not filled");
    const some = devices.slice(0, SAVED_AT_ONCE);
    const one = devices[DEVICES / 2] ?? "";
    const measured = await inTurns({
      "one device, Postgres": () => readers.postgres.list(tenantId, one),
      "one device, Redis": () => readers.redis.list(tenantId, one),
      "all devices, Postgres": () => readers.postgres.list(tenantId, null),
      "all devices, Redis": () => readers.redis.list(tenantId, null),
      "a batch stored, Postgres alone": () => save(inPostgres, some),
      "a batch stored, Redis too": () => save(inRedis, some),
    });
    const begun = performance.now();
    const rebuilt = await rebuildRedisLatest({ ...options, truth: createPgLatest(ingest) });
    const rate = rebuilt.devices / ((performance.now() - begun) / 1000);
    const rows = [...measured].map(([name, values]) => [
      name,
      quantile(values, 0.5).toFixed(2),
      quantile(values, 0.99).toFixed(2),
    ]);
    console.log(`\n${markdownTable(["", "median ms", "p99 ms"], rows)}`);
    console.log(`\nFilled from Postgres: ${whole(rate)} devices/s, ${whole(rate * POINTS)} values/s.`);
  } finally {
    await Promise.all([inRedis.close(), readers.redis.close()]);
    await Promise.all([ingest.close(), app.close()]);
    await server.stop();
    await redis.stop();
  }
}

const nowhere: LatestValues = { save: async () => undefined, list: async () => [] };

function valuesOf(devices: readonly string[], measuredAt: number): DeviceLatest[] {
  const latest = Object.fromEntries(
    Array.from({ length: POINTS }, (_, point) => [String(point), [measuredAt, point + 0.25, 0, measuredAt] as const]),
  );
  return devices.map((deviceId) => ({ deviceId, receivedAt: measuredAt, latest }));
}

async function inTurns(cases: Readonly<Record<string, Case>>): Promise<Map<string, number[]>> {
  const measured = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  // The first fifth fills caches and compiles.
  for (let round = -ROUNDS / 5; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(cases)) {
      const begun = performance.now();
      await run();
      if (round >= 0) measured.get(name)?.push(performance.now() - begun);
    }
  return measured;
}
