import { type Database, openDatabase } from "@outstation/db/database";
import { withWorker } from "@outstation/db/worker";
import type { DeviceLatest, LatestValues } from "@outstation/domain/ports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openRedisLatest, openRedisLatestReader, type RedisLatest, rebuildRedisLatest } from "./index";
import { deviceKey } from "./keys";
import { startTestRedis, type TestRedis } from "./testing/test-redis";

// Promise: last values never move backwards and are each tenant's own, wherever they are read.

const T = Date.UTC(2026, 10, 24, 9);
const [acme, globex] = [newId(), newId()];
const redisServer = await startTestRedis();
if (typeof redisServer === "string") console.warn(`Last values in Redis are not tested: ${redisServer}`);

let database: TestDatabase;
let ingest: Database;
let app: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  ingest = await openDatabase(database.urls.ingest, 6);
  app = await openDatabase(database.urls.app, 4);
});
afterAll(async () => {
  await Promise.all([ingest.close(), app.close()]);
  await database.drop();
  if (typeof redisServer !== "string") await redisServer.stop();
});

/** One side of the port: how it writes, and how others read what it wrote once it has settled. */
type Side = { readonly latest: LatestValues; settled(): Promise<void>; close(): Promise<void> };

const troubles: unknown[] = [];
const listTenantIds = async () => [acme, globex];
/** Reads as the app does: under its role, which the tenant's policy binds. */
const truth = (): LatestValues => ({ save: createPgLatest(ingest).save, list: createPgLatest(app).list });

function openRedis(server: TestRedis, vouchMs?: number): RedisLatest {
  return openRedisLatest({
    url: server.url,
    truth: createPgLatest(ingest),
    listTenantIds,
    onTrouble: (trouble) => troubles.push(trouble),
    ...(vouchMs === undefined ? {} : { vouchMs }),
  });
}

const pgSide = (): Side => ({ latest: truth(), settled: async () => undefined, close: async () => undefined });

/** Readers go to Redis or nowhere: what it does not have, nobody has. */
function redisSide(server: TestRedis): Side {
  const writer = openRedis(server);
  const nowhere = { ...truth(), list: async () => [] };
  const reader = openRedisLatestReader({
    url: server.url,
    truth: nowhere,
    onTrouble: (trouble) => troubles.push(trouble),
  });
  return {
    latest: { save: writer.save, list: reader.list },
    settled: () => sameAsPostgres(server),
    close: async () => void (await Promise.all([writer.close(), reader.close()])),
  };
}

/** Waits until Redis has, and vouches for, exactly what Postgres has. */
async function sameAsPostgres({ url }: TestRedis): Promise<void> {
  const nowhere = { ...truth(), list: async () => [] };
  const reader = openRedisLatestReader({ url, truth: nowhere, onTrouble: () => undefined });
  try {
    for (const tenantId of [acme, globex])
      await expect
        .poll(async () => byId(await reader.list(tenantId, null)), { timeout: 10_000 })
        .toEqual(byId(await truth().list(tenantId, null)));
  } finally {
    await reader.close();
  }
}

const byId = (devices: readonly DeviceLatest[]) => [...devices].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
const update = (deviceId: string, measuredAt: number, value: number | string, point = "1"): DeviceLatest => ({
  deviceId,
  receivedAt: measuredAt + 5,
  latest: { [point]: [measuredAt, value, 0, measuredAt + 5] },
});
const saving = ({ latest }: Pick<Side, "latest">, tenantId: string, ...updates: DeviceLatest[]) =>
  withWorker(ingest, (tx) => latest.save(tx, [{ tenantId, updates }]));

const sides: [string, ((server: TestRedis) => Side) | null][] = [
  ["Postgres", pgSide],
  ["Redis", typeof redisServer === "string" ? null : redisSide],
];

describe.each(sides)("last values in %s", (name, open) => {
  let side: Side;
  beforeEach(() => {
    if (open !== null) side = open(redisServer as TestRedis);
  });
  afterEach(() => (open === null ? undefined : side.close()));
  const contract = open === null ? test.skip : test;

  contract("what came is what is read, of every kind, of one device and of all", async () => {
    const [pump, valve] = [newId(), newId()];
    const many: DeviceLatest = {
      deviceId: pump,
      receivedAt: T + 9,
      latest: {
        1: [T, 21.4, 0, T + 9],
        2: [T + 1, true, 1, T + 9],
        3: [T + 2, 'batch "17" ü [x,', 0, T + 9],
        4: [T + 3, { lat: 52.1, lon: 4.3 }, 0, T + 9],
        5: [T + 4, null, 2, T + 9],
      },
    };
    await saving(side, acme, many, update(valve, T, 7));
    await side.settled();
    expect(await side.latest.list(acme, pump)).toEqual([many]);
    expect(byId(await side.latest.list(acme, null))).toEqual(expect.arrayContaining(byId([many, update(valve, T, 7)])));
    expect(await side.latest.list(acme, newId())).toEqual([]);
  });

  contract("a value never moves backwards, and of two at the same time the first stays", async () => {
    const pump = newId();
    await saving(side, acme, update(pump, T + 1000, 2));
    await saving(side, acme, update(pump, T, 1), update(newId(), T, 0));
    await saving(side, acme, update(pump, T + 1000, 3));
    await saving(side, acme, update(pump, T + 500, 9, "2"));
    await side.settled();
    const [device] = await side.latest.list(acme, pump);
    expect(device?.latest["1"]?.[1]).toBe(2);
    expect(device?.latest["2"]?.[1]).toBe(9);
    expect(device?.receivedAt).toBe(T + 1005);
  });

  contract("out of order and by several writers at once it ends at the newest", async () => {
    const pump = newId();
    const order = Array.from({ length: 60 }, (_, index) => (index * 37) % 60);
    await Promise.all(order.map((at) => saving(side, acme, update(pump, T + at, at), update(newId(), T, 0))));
    await side.settled();
    const [device] = await side.latest.list(acme, pump);
    expect(device?.latest["1"]).toEqual([T + 59, 59, 0, T + 64]);
  });

  contract("a tenant reads its own, whichever device it names", async () => {
    const [ours, theirs] = [newId(), newId()];
    await saving(side, acme, update(ours, T, 1));
    await saving(side, globex, update(theirs, T, 2));
    await side.settled();
    expect(await side.latest.list(globex, ours)).toEqual([]);
    expect(await side.latest.list(acme, theirs)).toEqual([]);
    expect((await side.latest.list(globex, null)).map(({ deviceId }) => deviceId)).not.toContain(ours);
    expect((await side.latest.list(newId(), null)).length).toBe(0);
  });

  contract("what is rolled back was never there", async () => {
    const pump = newId();
    await saving(side, acme, update(pump, T, 1));
    const failing = withWorker(ingest, async (tx) => {
      await side.latest.save(tx, [{ tenantId: acme, updates: [update(pump, T + 1, 2)] }]);
      throw new Error("killed");
    });
    await expect(failing).rejects.toThrow("killed");
    await side.settled();
    expect((await side.latest.list(acme, pump))[0]?.latest["1"]?.[1]).toBe(1);
  });

  if (open === null) test.skip(`${name}: ${redisServer}`, () => undefined);
});

const withServer = typeof redisServer === "string" || redisServer.server === null ? test.skip : test;

withServer(
  "Redis dies, forgets everything and comes back: nobody waits, nothing is lost, nothing is stale",
  async () => {
    const server = redisServer as TestRedis;
    const writer = openRedis(server, 300);
    const reader = openRedisLatestReader({ url: server.url, truth: truth(), onTrouble: () => undefined });
    onTestFinished(async () => void (await Promise.all([writer.close(), reader.close()])));
    const pump = newId();
    await saving({ latest: writer }, acme, update(pump, T, 1));
    await sameAsPostgres(server);
    await server.server?.kill();
    const began = performance.now();
    await saving({ latest: writer }, acme, update(pump, T + 1, 2));
    expect((await reader.list(acme, pump))[0]?.latest["1"]?.[1]).toBe(2);
    expect(performance.now() - began).toBeLessThan(1500);
    await server.server?.start();
    await saving({ latest: writer }, acme, update(pump, T + 2, 3));
    expect((await reader.list(acme, pump))[0]?.latest["1"]?.[1]).toBe(3);
    await sameAsPostgres(server);
  },
);

withServer("a writer that falls silent is not believed; whoever finds it gone writes for it", async () => {
  const server = redisServer as TestRedis;
  const dead = openRedis(server, 200);
  const pump = newId();
  await saving({ latest: dead }, acme, update(pump, T, 1));
  await sameAsPostgres(server);
  // It commits and dies before it wrote on: its entry stays, and what it would have written is missing.
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  const [[id]] = [await redis.hkeys("latest:writers")];
  await dead.close();
  await saving({ latest: truth() }, acme, update(pump, T + 1, 2));
  await redis.hset("latest:writers", String(id), Date.now() - 50);
  const reader = openRedisLatestReader({ url: server.url, truth: truth(), onTrouble: () => undefined });
  onTestFinished(() => reader.close());
  expect((await reader.list(acme, pump))[0]?.latest["1"]?.[1]).toBe(2);
  const alive = openRedis(server, 200);
  onTestFinished(() => alive.close());
  await saving({ latest: alive }, acme, update(newId(), T, 0));
  await sameAsPostgres(server);
  expect(await redis.hkeys("latest:writers")).not.toContain(id);
});

withServer("by hand: an empty Redis is filled from Postgres, and a device that is gone there goes here", async () => {
  const server = redisServer as TestRedis;
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());
  await redis.flushdb();
  const [pump, ghost] = [newId(), newId()];
  await saving({ latest: truth() }, acme, update(pump, T, 1));
  await redis.hset(deviceKey(acme, ghost), "at", 1);
  await redis.sadd(`latest:{${acme}}`, ghost);
  const options = { url: server.url, truth: createPgLatest(ingest), listTenantIds, onTrouble: () => undefined };
  expect(await rebuildRedisLatest(options)).toMatchObject({ tenants: 2, removed: 1 });
  expect(await redis.hget(deviceKey(acme, pump), "1")).toBe(JSON.stringify([T, 1, 0, T + 5]));
  expect(await redis.exists(deviceKey(acme, ghost))).toBe(0);
});

withServer("a commit of which nobody knows makes Redis be filled again", async () => {
  const server = redisServer as TestRedis;
  const writer = openRedis(server, 300);
  onTestFinished(() => writer.close());
  const pump = newId();
  await saving({ latest: writer }, acme, update(pump, T, 1));
  await sameAsPostgres(server);
  // The transaction's own connection is cut as it commits; what it wrote is committed by another, as the server might have.
  const cut = withWorker(ingest, async (tx) => {
    await writer.save({ ...tx, client: tx.client }, [{ tenantId: acme, updates: [update(pump, T + 1, 2)] }]);
    const { rows } = await tx.client.query("SELECT pg_backend_pid() AS pid");
    await tx.client.query("ROLLBACK");
    await saving({ latest: truth() }, acme, update(pump, T + 1, 2));
    await ingest.workers.query("SELECT pg_terminate_backend($1)", [rows[0].pid]);
  });
  await expect(cut).rejects.toThrow();
  await sameAsPostgres(server);
});
