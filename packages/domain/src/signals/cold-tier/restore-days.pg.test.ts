import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderObjects } from "@outstation/adapters/objects";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ObjectStore } from "../../ports";
import { createColdTier, restoreDays } from ".";
import { type ColdWorld, everyMs, MS_PER_HOUR, openColdWorld } from "./testing/cold-world";

const DAY = Date.UTC(2026, 0, 5);
const MS_PER_DAY = 24 * MS_PER_HOUR;
const NOW = DAY + 91 * MS_PER_DAY;
const request = { from: "2026-01-05", to: "2026-01-06", keepHotUntil: NOW + MS_PER_DAY };

let database: TestDatabase;
let folder: string;
let world: ColdWorld;
let acme: string;
let pumps: string[];
beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "outstation-restore-"));
  world = await openColdWorld(database.urls, createFolderObjects(folder));
  acme = world.tenantIds.acme;
  pumps = [];
  for (const key of ["pump-1", "pump-2"]) pumps.push(await world.addDevice(acme, key, ["temperature", "lot"]));
  for (const pump of pumps) await world.write(acme, pump, everyMs(DAY + 3 * MS_PER_HOUR - 20_000, 1000, 40));
  await world.write(acme, pumps[0] as string, [
    { point: 2, measuredAt: DAY + 5, number: Number.NaN, quality: 2, extra: { v: "lot 17", s: "0x1", c: { a: [1] } } },
  ]);
  await world.seal(acme);
});
afterEach(async () => {
  await world.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const pass = (now = NOW, partReadings = 45) =>
  createColdTier({
    ...{ db: world.db, objects: world.objects, hotDaysDefault: 90, dropAfterMs: 0, partReadings },
    onFailed: (_, reason) => {
      throw reason;
    },
  })(now);
const restore = async (objects: ObjectStore = world.objects) => {
  const told: string[] = [];
  for await (const { day, part, state, readings, done, of } of restoreDays(world.db, objects, {
    tenantId: acme,
    ...request,
  }))
    told.push(`${done}/${of} ${day} ${part} ${state} ${readings}`);
  return told;
};
const readAll = async () => Promise.all(pumps.map((pump) => world.read(acme, pump, [1, 2])));
const hot = async () => {
  const counts = await Promise.all(pumps.map((pump) => world.readHot(acme, pump, [1, 2])));
  return counts.reduce((sum, count) => sum + count);
};
const states = async () => (await world.parts(acme)).map(({ part, state }) => `${part} ${state}`);

test("cold days come back into the store as they were, and a second time changes nothing", async () => {
  const before = await readAll();
  await pass();
  expect(await hot()).toBe(0);
  expect(await restore()).toEqual(["1/2 2026-01-05 1 restored 41", "2/2 2026-01-05 2 restored 40"]);
  expect(await hot()).toBe(81);
  expect(await readAll()).toEqual(before);
  expect(await restore()).toEqual(["1/2 2026-01-05 1 was restored 41", "2/2 2026-01-05 2 was restored 40"]);
  expect(await readAll()).toEqual(before);
  await rm(join(folder, "tenants"), { recursive: true });
  expect(await hot()).toBe(81);
});

test("a restored day stays until its time is over, then goes cold again by its old parts, late readings by a new one", async () => {
  await pass();
  await restore();
  await world.write(acme, pumps[1] as string, everyMs(DAY + 5 * MS_PER_HOUR, 1000, 3));
  await world.seal(acme);
  const before = await readAll();
  expect(await pass(NOW + MS_PER_HOUR)).toEqual({ parts: 0, readings: 0, days: [] });
  expect(await pass(NOW + MS_PER_DAY)).toEqual({ parts: 1, readings: 3, days: ["2026-01-05"] });
  expect(await hot()).toBe(0);
  expect((await states()).filter((state) => state.endsWith("cold"))).toHaveLength(3);
  expect(await readAll()).toEqual(before);
});

test("late readings that came meanwhile stand behind those that were there first", async () => {
  const before = await readAll();
  await pass();
  const at = DAY + 3 * MS_PER_HOUR - 20_000;
  await world.write(acme, pumps[0] as string, everyMs(at, 1000, 40, { number: 99 }));
  await world.seal(acme);
  await restore();
  expect(await readAll()).toEqual(before);
});

test("a restore that is interrupted is read as one series, and goes on", async () => {
  const before = await readAll();
  await pass();
  let gets = 0;
  const failing: ObjectStore = {
    ...world.objects,
    get: (key) => {
      if (++gets === 2) throw new Error("the line broke");
      return world.objects.get(key);
    },
  };
  await expect(restore(failing)).rejects.toThrow("the line broke");
  expect(await states()).toEqual(["1 restored", "2 cold"]);
  expect(await readAll()).toEqual(before);
  expect(await restore()).toEqual(["1/2 2026-01-05 1 was restored 41", "2/2 2026-01-05 2 restored 40"]);
  expect(await readAll()).toEqual(before);
});

test("an object that is not the one that was written is not restored", async () => {
  await pass();
  const [, part = ""] = await world.keys();
  await writeFile(join(folder, part), "something else");
  await expect(restore()).rejects.toMatchObject({ code: "cold_part.differs" });
  expect(await states()).toEqual(["1 cold", "2 cold"]);
  expect(await hot()).toBe(0);
});
