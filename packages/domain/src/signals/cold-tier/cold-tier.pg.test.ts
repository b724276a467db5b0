import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderObjects } from "@outstation/adapters/objects";
import { openProbe } from "@outstation/db/probe";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ObjectStore } from "../../ports";
import { type ColdTierDeps, createColdTier } from ".";
import { MOVE_STEPS } from "./move-day";
import { type ColdWorld, everyMs, MS_PER_HOUR, openColdWorld, type Placed } from "./testing/cold-world";

const DAY = Date.UTC(2026, 0, 5);
const MS_PER_DAY = 24 * MS_PER_HOUR;
/** 90 days of retention are over for DAY, and not for the day after. */
const NOW = DAY + 91 * MS_PER_DAY;

let database: TestDatabase;
let folder: string;
let world: ColdWorld;
let acme: string;
let globex: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "outstation-cold-"));
  world = await openColdWorld(database.urls, createFolderObjects(folder));
  ({ acme, globex } = world.tenantIds);
});
afterEach(async () => {
  await world.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const failures: unknown[] = [];
const pass = async (changes: Partial<ColdTierDeps> = {}, now = NOW) => {
  failures.length = 0;
  const { db, objects } = world;
  const onFailed = (_: string, reason: unknown) => failures.push(reason);
  return createColdTier({ db, objects, hotDaysDefault: 90, dropAfterMs: 0, onFailed, ...changes })(now);
};
/** Readings that are sealed, as those of an old day are. */
const put = async (tenantId: string, device: string, readings: readonly Placed[]) => {
  await world.write(tenantId, device, readings);
  await world.seal(tenantId);
};
const cleanPass = async (changes: Partial<ColdTierDeps> = {}, now = NOW) => {
  const done = await pass(changes, now);
  expect(failures).toEqual([]);
  return done;
};

/** Every kind of value, quality and extra, over two hours and two points. */
const everything: Placed[] = [
  { measuredAt: DAY + MS_PER_HOUR - 1, number: 21.4 },
  { measuredAt: DAY + MS_PER_HOUR, number: 0.1 + 0.2, quality: 1 },
  { measuredAt: DAY + MS_PER_HOUR + 1, number: -0, quality: 2, extra: { s: "0x80050000" } },
  { point: 2, measuredAt: DAY, number: Number.NaN, extra: { v: "lot 17 – ü", c: { instrument_serial: "A-1" } } },
  { point: 2, measuredAt: DAY + MS_PER_DAY - 1, number: Number.NaN, quality: 2 },
];

describe("a day goes cold", () => {
  test("and is read as before", async () => {
    const device = await world.addDevice(acme, "pump-1", ["temperature", "lot"]);
    await world.write(acme, device, everything);
    const before = await world.read(acme, device, [1, 2]);
    await world.seal(acme);
    expect(await cleanPass()).toEqual({ parts: 1, readings: 5, days: ["2026-01-05"] });
    expect(await world.readHot(acme, device, [1, 2])).toBe(0);
    expect(await world.read(acme, device, [1, 2])).toEqual(before);
    expect(await world.read(acme, device, [2], { from: DAY + 1, to: DAY + MS_PER_DAY })).toEqual({
      2: [before[2]?.[1]],
    });
    expect(await world.read(acme, device, [9])).toEqual({});
  });

  test("and its rows that are not sealed stay until they are, so that the rollups count them", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await world.write(acme, device, everyMs(DAY, 1000, 5));
    await world.seal(acme);
    await world.write(acme, device, everyMs(DAY + 5000, 1000, 3));
    expect(await cleanPass()).toEqual({ parts: 1, readings: 5, days: [] });
    expect(await world.readHot(acme, device)).toBe(3);
    await world.seal(acme);
    expect(await cleanPass()).toEqual({ parts: 1, readings: 3, days: ["2026-01-05"] });
    expect((await world.read(acme, device))[1]).toHaveLength(8);
  });

  test("when its last reading is older than the retention, and not a moment before", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    expect(await cleanPass({}, NOW - 1)).toMatchObject({ readings: 0, days: [] });
    expect(await cleanPass({}, NOW)).toMatchObject({ readings: 5, days: ["2026-01-05"] });
    expect(await cleanPass({}, NOW)).toEqual({ parts: 0, readings: 0, days: [] });
  });

  test("with a manifest beside each part that tells its hash and what is in it", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    await cleanPass();
    const keys = await world.keys();
    const at = "tenants/acme/telemetry/2026/01/05/part-1";
    expect(keys).toEqual([`${at}.json`, `${at}.parquet`]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of await world.objects.get(`${at}.json`)) chunks.push(chunk);
    const manifest = JSON.parse(Buffer.concat(chunks).toString());
    const { sha256, size } = await world.objects.put("copy", await world.objects.get(`${at}.parquet`));
    expect(manifest).toMatchObject({
      tenant: "acme",
      day: "2026-01-05",
      part: 1,
      readings: 5,
      devices: 1,
      points: 1,
      size,
      sha256,
    });
    expect(manifest).toMatchObject({ from: "2026-01-05T00:00:00.000Z", to: "2026-01-05T00:00:04.000Z", schema: 1 });
  });

  test("in several parts where it is large, a device in one of them", async () => {
    const devices = [];
    for (const key of ["a", "b", "c", "d"]) devices.push(await world.addDevice(acme, key));
    for (const device of devices) await put(acme, device, everyMs(DAY, 1000, 40));
    expect(await cleanPass({ partReadings: 90 })).toMatchObject({ parts: 2, readings: 160 });
    for (const device of devices) expect((await world.read(acme, device))[1]).toHaveLength(40);
  });
});

test("a day leaves the store when no tenant has rows in it, each by its own retention", async () => {
  const mine = await world.addDevice(acme, "pump-1");
  const theirs = await world.addDevice(globex, "pump-1");
  await put(acme, mine, everyMs(DAY, 1000, 5));
  await put(globex, theirs, everyMs(DAY, 1000, 7));
  const { setRetention } = await import("./retention");
  const act = {
    actor: "platform:test",
    actorName: "test",
    onBehalfOf: null,
    event: "telemetry.retention_changed",
  } as const;
  await setRetention(world.app, globex, act, { hotDays: 100, now: NOW });
  expect(await cleanPass()).toEqual({ parts: 1, readings: 5, days: [] });
  expect(await world.storeDays()).toEqual(["readings_20260105"]);
  expect((await world.read(globex, theirs))[1]).toHaveLength(7);
  expect(await cleanPass({}, NOW + 10 * MS_PER_DAY)).toEqual({ parts: 1, readings: 7, days: ["2026-01-05"] });
  expect(await world.storeDays()).toEqual([]);
  expect((await world.read(acme, mine))[1]).toHaveLength(5);
  expect((await world.read(globex, theirs))[1]).toHaveLength(7);
});

test("a day that has a row is not dropped, whoever asks; its owner sees it only for the look", async () => {
  const device = await world.addDevice(acme, "pump-1");
  await put(acme, device, everyMs(DAY, 1000, 5));
  const asked = await world.db.workers.query("SELECT series.drop_empty_day('2026-01-05') AS dropped");
  expect(asked.rows).toEqual([{ dropped: false }]);
  const forced = await world.db.reads.query(
    "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND NOT relforcerowsecurity",
  );
  expect(forced.rows).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  await world.db.workers.query("SELECT series.ensure_day($1::date)", [today]);
  const recent = await world.db.workers.query("SELECT series.drop_empty_day($1::date) AS dropped", [today]);
  expect(recent.rows).toEqual([{ dropped: false }]);
});

test("a day that was made a moment ago, by someone about to write to it, is not dropped", async () => {
  const { db, objects } = world;
  const onFailed = (_: string, reason: unknown) => failures.push(reason);
  const tier = createColdTier({ db, objects, hotDaysDefault: 90, onFailed });
  const makeDay = () => db.workers.query("SELECT series.ensure_day('2026-01-05')");
  await makeDay();
  expect(await tier(NOW)).toMatchObject({ days: [] });
  expect(await tier(NOW + MS_PER_HOUR)).toMatchObject({ days: ["2026-01-05"] });
  await makeDay();
  expect(await tier(NOW + MS_PER_HOUR + 1)).toMatchObject({ days: [] });
  expect(await world.storeDays()).toEqual(["readings_20260105"]);
});

test("a reader that holds the day makes the drop wait for the next pass, and nobody fails", async () => {
  const device = await world.addDevice(acme, "pump-1");
  await put(acme, device, everyMs(DAY, 1000, 5));
  const reader = await openProbe({ url: database.urls.app });
  await reader.query("BEGIN");
  await reader.query("SELECT count(*) FROM series.readings");
  expect(await cleanPass()).toMatchObject({ readings: 5, days: [] });
  await reader.query("COMMIT");
  await reader.close();
  expect(await cleanPass()).toMatchObject({ readings: 0, days: ["2026-01-05"] });
});

describe("late readings of a cold day", () => {
  test("are one series with it at once, and become a part of their own", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 2000, 5));
    await cleanPass();
    await put(acme, device, everyMs(DAY + 1000, 2000, 3));
    const times = [0, 1, 2, 3, 4, 5, 6, 8].map((seconds) => DAY + seconds * 1000);
    expect((await world.read(acme, device))[1]?.map(({ measuredAt }) => measuredAt)).toEqual(times);
    expect(await cleanPass()).toEqual({ parts: 1, readings: 3, days: ["2026-01-05"] });
    expect((await world.parts(acme)).map(({ part, state, readings }) => [part, state, readings])).toEqual([
      [1, "cold", 5],
      [2, "cold", 3],
    ]);
    expect((await world.read(acme, device))[1]?.map(({ measuredAt }) => measuredAt)).toEqual(times);
  });

  test("that repeat what is there change nothing and are in no part again", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    const before = await world.read(acme, device);
    await cleanPass();
    await put(acme, device, everyMs(DAY + 3000, 1000, 4, { number: 99 }));
    const expected = {
      1: [...(before[1] ?? []), ...[5, 6].map((s) => ({ ...before[1]?.[0], measuredAt: DAY + s * 1000, number: 99 }))],
    };
    expect(await world.read(acme, device)).toEqual(expected);
    expect(await cleanPass()).toMatchObject({ readings: 2 });
    expect(await world.read(acme, device)).toEqual(expected);
    await put(acme, device, everyMs(DAY, 1000, 7));
    expect(await cleanPass()).toEqual({ parts: 0, readings: 0, days: ["2026-01-05"] });
    expect(await world.read(acme, device)).toEqual(expected);
  });
});

describe("whatever fails, nothing is lost and nothing is there twice", () => {
  const expectWhole = async (device: string, before: unknown) => {
    expect(await world.read(acme, device, [1, 2])).toEqual(before);
  };

  test.each(MOVE_STEPS)("a crash once it is %s", async (step) => {
    const device = await world.addDevice(acme, "pump-1", ["temperature", "lot"]);
    await put(acme, device, everything);
    const before = await world.read(acme, device, [1, 2]);
    const onStep = (reached: string) => {
      if (reached === step) throw new Error(`crashed, ${step}`);
    };
    expect(await pass({ onStep })).toMatchObject({ readings: 0, days: [] });
    expect(failures).toHaveLength(1);
    await expectWhole(device, before);
    expect(await world.readHot(acme, device, [1, 2])).toBe(5);
    expect(await cleanPass()).toMatchObject({ parts: 1, readings: 5 });
    await expectWhole(device, before);
    // What the first attempt left behind goes when it can no longer be one on its way.
    await cleanPass({}, NOW + 2 * MS_PER_HOUR);
    expect((await world.parts(acme)).map(({ part, state }) => [part, state])).toEqual([
      [1, "dropped"],
      [2, "cold"],
    ]);
    expect((await world.keys()).filter((key) => key.includes("part-1."))).toEqual([]);
    await expectWhole(device, before);
  });

  const failing = (when: (call: number) => boolean, method: "put" | "get"): ObjectStore => {
    let calls = 0;
    return {
      ...world.objects,
      [method]: (...args: [string, Uint8Array]) => {
        if (when(++calls)) throw new Error(`the store failed at ${method} ${calls}`);
        return world.objects[method](...args);
      },
    };
  };
  test.each([
    ["put", 1],
    ["put", 2],
    ["get", 1],
  ] as const)("an object store that fails at %s %d", async (method, at) => {
    const device = await world.addDevice(acme, "pump-1", ["temperature", "lot"]);
    await put(acme, device, everything);
    const before = await world.read(acme, device, [1, 2]);
    await pass({ objects: failing((call) => call === at, method) });
    expect(failures).toHaveLength(1);
    await expectWhole(device, before);
    expect(await cleanPass()).toMatchObject({ readings: 5 });
    await expectWhole(device, before);
  });

  test.each([
    ["a bit of it is another", (bytes: Buffer) => bytes.fill((bytes[9] as number) ^ 1, 9, 10)],
    ["it is shorter", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ])("an object store that keeps a part so that %s: the rows stay", async (_, spoil) => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    const spoiling: ObjectStore = {
      ...world.objects,
      put: async (key, body) => {
        const put = await world.objects.put(key, body);
        if (key.endsWith(".parquet")) await writeFile(join(folder, key), spoil(Buffer.from(body as Uint8Array)));
        return put;
      },
    };
    expect(await pass({ objects: spoiling })).toMatchObject({ readings: 0 });
    expect(failures).toMatchObject([{ code: "cold_part.differs" }]);
    expect(await world.readHot(acme, device)).toBe(5);
    expect(await cleanPass()).toMatchObject({ readings: 5 });
  });

  test("a reading that comes while its day is being moved stays in the store", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    const slow: ObjectStore = {
      ...world.objects,
      put: async (key, body) => {
        if (key.endsWith(".parquet")) await world.write(acme, device, everyMs(DAY + 5000, 1000, 3));
        return world.objects.put(key, body);
      },
    };
    expect(await cleanPass({ objects: slow })).toEqual({ parts: 1, readings: 5, days: [] });
    expect(await world.readHot(acme, device)).toBe(3);
    expect((await world.read(acme, device))[1]).toHaveLength(8);
  });

  test("a block that changes while its day is being moved makes the move fail, and the next succeed", async () => {
    const device = await world.addDevice(acme, "pump-1");
    await put(acme, device, everyMs(DAY, 1000, 5));
    const slow: ObjectStore = {
      ...world.objects,
      put: async (key, body) => {
        if (key.endsWith(".parquet")) {
          await put(acme, device, everyMs(DAY + 5000, 1000, 3));
        }
        return world.objects.put(key, body);
      },
    };
    await pass({ objects: slow });
    expect(failures).toMatchObject([{ code: "40001" }]);
    expect(await cleanPass()).toMatchObject({ readings: 8 });
    expect((await world.read(acme, device))[1]).toHaveLength(8);
  });

  test("two passes at once move each reading one time", async () => {
    const devices = [];
    for (const key of ["a", "b", "c"]) devices.push(await world.addDevice(acme, key));
    for (const device of devices) await put(acme, device, everyMs(DAY, 1000, 50));
    await Promise.all([pass({ partReadings: 50 }), pass({ partReadings: 50 })]);
    await cleanPass({ partReadings: 50 });
    const cold = (await world.parts(acme)).filter(({ state }) => state === "cold");
    expect(cold.reduce((sum, { readings }) => sum + (readings ?? 0), 0)).toBe(150);
    for (const device of devices) expect((await world.read(acme, device))[1]).toHaveLength(50);
  });

  test("one tenant's failure is not another's", async () => {
    const theirs = await world.addDevice(globex, "pump-1");
    await put(acme, await world.addDevice(acme, "pump-1"), everyMs(DAY, 1000, 5));
    await put(globex, theirs, everyMs(DAY, 1000, 5));
    const objects: ObjectStore = {
      ...world.objects,
      put: (key, body) => {
        if (key.startsWith("tenants/acme/")) throw new Error("no room for acme");
        return world.objects.put(key, body);
      },
    };
    expect(await pass({ objects })).toMatchObject({ readings: 5 });
    expect(failures).toHaveLength(1);
    expect(await world.readHot(globex, theirs)).toBe(0);
  });
});

test("a tenant sees its own parts only, and a reader asks the object store for nothing where there is none", async () => {
  const device = await world.addDevice(acme, "pump-1");
  await put(acme, device, everyMs(DAY, 1000, 5));
  await cleanPass();
  expect(await world.read(globex, device)).toEqual({});
  await rm(join(folder, "tenants"), { recursive: true });
  expect(await world.read(acme, device, [1], { from: DAY + MS_PER_DAY, to: NOW })).toEqual({});
  expect(await world.read(acme, await world.addDevice(acme, "pump-2"))).toEqual({});
  await expect(world.read(acme, device)).rejects.toMatchObject({ code: "object.not_found" });
});
