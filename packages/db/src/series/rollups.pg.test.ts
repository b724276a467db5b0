import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "../database";
import { withWorker } from "../worker";
import { type PlacedReading, toPlacedColumns } from "./placed-readings";
import { readHours, readMinutes, readSamples } from "./read";
import { MS_PER_DAY, MS_PER_MINUTE, type Summaries, summarise } from "./rollups";
import { joinSummaries } from "./rollups-join";
import { layRows, MS_PER_HOUR, type PlacedMessage } from "./rows";
import { listSealable, listUnrolled, sealHour } from "./seal";
import { ensureDays, writeReadings } from "./write";

const DAY = Date.UTC(2026, 10, 24);
const WEEK = { from: DAY - 3 * MS_PER_DAY, to: DAY + 4 * MS_PER_DAY };
const LATER = DAY + 30 * MS_PER_DAY;
const POINTS = [1, 2, 3, 4, 5];

let database: TestDatabase;
let db: Database;
let app: Database;
const acme = newId();
const globex = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest, 4);
  app = await openDatabase(database.urls.app, 2);
  await ensureDays(db, [DAY - MS_PER_DAY, DAY, DAY + MS_PER_DAY]);
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

let seq = 0;
/** Each reading as a message of its own. */
const toRows = (message: Omit<PlacedMessage, "columns">, readings: readonly PlacedReading[]) =>
  layRows([{ ...message, columns: toPlacedColumns(readings) }]);

async function write(deviceId: string, readings: readonly Partial<PlacedReading>[]): Promise<void> {
  const rows = readings.flatMap((reading) =>
    toRows({ tenantId: acme, deviceId, boot: 1, seq: ++seq, receivedAt: DAY }, [
      { point: 1, measuredAt: DAY, number: 1, quality: 0, extra: undefined, ...reading },
    ]),
  );
  await withWorker(db, (tx) => writeReadings(tx, rows));
}

async function seal(list: typeof listUnrolled = (tx, tenant, max) => listSealable(tx, tenant, LATER, max)) {
  const due = await withWorker(db, (tx) => tx.asTenant(acme, () => list(tx, acme, 1000)));
  for (const hour of due) await withWorker(db, (tx) => tx.asTenant(acme, () => sealHour(tx, acme, hour)));
  return due.length;
}

/** Three points over two days, dense and sparse hours, every quality, a text, and readings that are no number. */
const trace = (deviceSeed: number): Partial<PlacedReading>[] => {
  let state = deviceSeed;
  const random = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const dense = Array.from({ length: 500 }, (_, i) => ({
    measuredAt: DAY + 22 * MS_PER_HOUR + i * 20_000 + Math.floor(random() * 9000),
    number: i % 50 === 7 ? Number.NaN : Math.round(random() * 1000) / 10,
    quality: i % 41 === 0 ? 2 : i % 13 === 0 ? 1 : 0,
  }));
  const sparse = Array.from({ length: 40 }, (_, i) => ({
    point: 2,
    measuredAt: DAY - 5 * MS_PER_HOUR + i * 3_000_000,
    number: random() * 1e6,
  }));
  const text = Array.from({ length: 30 }, (_, i) => ({
    point: 3,
    measuredAt: DAY + 23 * MS_PER_HOUR + i * 7000,
    number: Number.NaN,
    extra: { v: `lot ${i}`, s: "0x40" },
  }));
  return [...dense, ...sparse, ...text];
};

/** What the rollups must say, from the readings themselves. */
async function expected(deviceId: string, spanMs: number): Promise<Record<number, unknown[]>> {
  const samples = await readSamples(app, acme, deviceId, POINTS, WEEK);
  return Object.fromEntries([...samples].map(([point, each]) => [point, listed(summarise(each, spanMs))]));
}
const asListed = (found: Map<number, Summaries>) =>
  Object.fromEntries([...found].map(([point, summaries]) => [point, listed(summaries)]));

/** Sums of doubles differ in their last bits with their order. */
const listed = (summaries: Summaries) =>
  Array.from(summaries.startAt, (startAt, i) => ({
    startAt,
    counts: [summaries.readings[i], summaries.uncertain[i], summaries.bad[i], summaries.numbers[i]],
    extremes: [summaries.minimum[i], summaries.maximum[i]],
    total: Number(summaries.total[i]?.toPrecision(12)),
    between: [summaries.firstAt[i], summaries.lastAt[i]],
    last: [summaries.last[i], summaries.lastValues.get(i)],
  }));

async function expectExact(deviceId: string): Promise<void> {
  const minutes = await expected(deviceId, MS_PER_MINUTE);
  const hours = await expected(deviceId, MS_PER_HOUR);
  expect(Object.keys(hours).length).toBeGreaterThan(0);
  expect(asListed(await readMinutes(app, acme, deviceId, POINTS, WEEK))).toEqual(minutes);
  expect(asListed(await readHours(app, acme, deviceId, POINTS, WEEK))).toEqual(hours);
  const [one] = Object.keys(hours).map(Number);
  expect(asListed(await readMinutes(app, acme, deviceId, [one as number], WEEK))).toEqual({
    [one as number]: minutes[one as number],
  });
  expect(asListed(await readHours(app, acme, deviceId, [one as number], WEEK))).toEqual({
    [one as number]: hours[one as number],
  });
}

/** The day rows as SQL sees them, beside what the hours come to. */
async function expectDays(deviceId: string): Promise<void> {
  const { rows } = await withWorker(db, (tx) =>
    tx.asTenant(acme, () =>
      tx.client.query(
        `SELECT point, extract(epoch FROM day::timestamp)::float8 * 1000 AS "startAt", readings, uncertain, bad, numbers, minimum, maximum,
           extract(epoch FROM first_at)::float8 * 1000 AS "firstAt", extract(epoch FROM last_at)::float8 * 1000 AS "lastAt"
         FROM series.rollups WHERE device_id = $1 ORDER BY point, day`,
        [deviceId],
      ),
    ),
  );
  const hours = await readHours(app, acme, deviceId, POINTS, WEEK);
  const days = [...hours]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([point, each]) => {
      const day = joinSummaries([each], MS_PER_DAY);
      const orNull = (number = Number.NaN) => (Number.isNaN(number) ? null : number);
      return Array.from(day.startAt, (startAt, i) => ({
        point,
        startAt,
        readings: day.readings[i],
        uncertain: day.uncertain[i],
        bad: day.bad[i],
        numbers: day.numbers[i],
        minimum: orNull(day.minimum[i]),
        maximum: orNull(day.maximum[i]),
        firstAt: day.firstAt[i],
        lastAt: day.lastAt[i],
      }));
    });
  expect(rows).toEqual(days);
}

test("rollups are exact while readings are fresh, when they are sealed, and when late ones arrive and are sealed too", async () => {
  const device = newId();
  await write(device, trace(7));
  await expectExact(device);
  await seal();
  await expectExact(device);
  await expectDays(device);
  // Late: into a sealed hour, at a known instant (changes nothing), into an hour that had none, and a new extreme.
  await write(device, [
    { measuredAt: DAY + 22 * MS_PER_HOUR + 1, number: -500, quality: 0 },
    { point: 2, measuredAt: DAY - 5 * MS_PER_HOUR, number: 1e9 },
    { point: 2, measuredAt: DAY + 12 * MS_PER_HOUR + 5, number: 3 },
    { point: 3, measuredAt: DAY + 23 * MS_PER_HOUR + 8000 * 100, number: Number.NaN, extra: { v: "late" } },
  ]);
  await expectExact(device);
  await seal();
  await expectExact(device);
  await expectDays(device);
  expect(await seal()).toBe(0);
});

test("hours and days outlive their blocks, and late readings are added to them", async () => {
  const device = newId();
  await write(device, trace(11));
  await seal();
  const before = asListed(await readHours(app, acme, device, POINTS, WEEK));
  await withWorker(db, (tx) =>
    tx.asTenant(acme, () => tx.client.query("DELETE FROM series.blocks WHERE device_id = $1", [device])),
  );
  expect(await readSamples(app, acme, device, POINTS, WEEK)).toEqual(new Map());
  expect(asListed(await readHours(app, acme, device, POINTS, WEEK))).toEqual(before);
  const at = DAY + 22 * MS_PER_HOUR;
  const expectAdded = async (readings: number) => {
    const after = (await readHours(app, acme, device, [1], WEEK)).get(1);
    const first = before[1]?.[0] as ReturnType<typeof listed>[number];
    expect(after?.readings[0]).toBe((first.counts[0] ?? 0) + readings);
    expect(after?.maximum[0]).toBe(9000);
  };
  await write(device, [{ measuredAt: at + 1, number: 9000 }]);
  await expectAdded(1);
  await seal();
  await expectAdded(1);
  await write(device, [
    { measuredAt: at + 1, number: 9001 },
    { measuredAt: at + 2, number: 8 },
  ]);
  await expectAdded(2);
  await seal();
  await expectAdded(2);
});

test("blocks from before there were rollups are taken up", async () => {
  const device = newId();
  await write(device, trace(13));
  await seal();
  const before = asListed(await readHours(app, acme, device, POINTS, WEEK));
  const superuser = new URL(inject("postgresAdminUrl"));
  superuser.pathname = new URL(database.urls.owner).pathname;
  await withAdmin(superuser.href, async (admin) => {
    await admin.query("UPDATE series.blocks SET minutes = NULL WHERE device_id = $1", [device]);
    await admin.query("DELETE FROM series.rollups WHERE device_id = $1", [device]);
  });
  expect(await readHours(app, acme, device, POINTS, WEEK)).toEqual(new Map());
  expect(await seal(listUnrolled)).toBeGreaterThan(0);
  expect(asListed(await readHours(app, acme, device, POINTS, WEEK))).toEqual(before);
  expect(await seal(listUnrolled)).toBe(0);
});

test("an hour with more readings than a step takes is sealed in several, to the same result", async () => {
  const device = newId();
  const rows = Array.from({ length: 30 }, (_, i) =>
    toRows(
      { tenantId: acme, deviceId: device, boot: 1, seq: i + 1, receivedAt: DAY },
      Array.from({ length: 10_000 }, (_, point) => ({
        point: (point % 5) + 1,
        measuredAt: DAY + i * 60_000 + Math.floor(point / 5),
        number: point,
        quality: 0,
        extra: undefined,
      })),
    ),
  ).flat();
  await withWorker(db, (tx) => writeReadings(tx, rows));
  const before = asListed(await readHours(app, acme, device, POINTS, WEEK));
  expect(await seal()).toBe(1);
  expect(asListed(await readHours(app, acme, device, POINTS, WEEK))).toEqual(before);
  expect(await seal()).toBe(1);
  expect(await seal()).toBe(0);
  expect(asListed(await readHours(app, acme, device, POINTS, WEEK))).toEqual(before);
  expect(before[1]?.[0]).toMatchObject({ counts: [60_000, 0, 0, 60_000] });
});

test("a message that begins before the range is read as far as it reaches into it, and one that does not is not", async () => {
  const device = newId();
  const at = (second: number, point = 1) => ({
    point,
    measuredAt: DAY + second * 1000,
    number: second,
    quality: 0,
    extra: undefined,
  });
  const message = { tenantId: acme, deviceId: device, boot: 1, receivedAt: DAY };
  const rows = [
    ...toRows({ ...message, seq: 1 }, [at(0), at(30), at(60), at(0, 2)]),
    ...toRows({ ...message, seq: 2 }, [at(10), at(10, 2)]),
    ...toRows({ ...message, seq: 3 }, [at(40), at(40, 2)]),
  ];
  await withWorker(db, (tx) => writeReadings(tx, rows));
  const range = { from: DAY + 20_000, to: DAY + 60_000 };
  for (const points of [[1], [1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
    const found = await readSamples(app, acme, device, points, range);
    expect([...(found.get(1)?.numbers ?? [])]).toEqual([30, 40]);
    if (points.length > 1) expect([...(found.get(2)?.numbers ?? [])]).toEqual([40]);
  }
});

test("another tenant sees none of it, and what a read held is let go", async () => {
  const device = newId();
  await write(device, trace(17));
  await seal();
  for (const points of [[1], POINTS]) {
    expect(await readMinutes(app, globex, device, points, WEEK)).toEqual(new Map());
    expect(await readHours(app, globex, device, points, WEEK)).toEqual(new Map());
  }
  await readHours(app, acme, device, POINTS, WEEK);
  for (let i = 0; i < 4; i++) expect((await app.reads.query("SELECT FROM series.rollups")).rowCount).toBe(0);
});
