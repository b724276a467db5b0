import { type Database, openDatabase } from "@outstation/db/database";
import { type PlacedReading, toPlacedColumns } from "@outstation/db/series/placed-readings";
import { layRows } from "@outstation/db/series/rows";
import { emptySamples, type Samples, sliceSamples, toSamples } from "@outstation/db/series/samples";
import { ensureDays, writeReadings } from "@outstation/db/series/write";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readSeries, type SeriesRequest } from "./read-series";
import { createSealer } from "./seal-hours";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 10, 22);
const NOW = START + 2 * DAY;
const CADENCE = 10_000;

let database: TestDatabase;
let db: Database;
let app: Database;
const acme = newId();
const pump = newId();
const fan = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest, 4);
  app = await openDatabase(database.urls.app, 4);
  await admin(async (query) => {
    await query("INSERT INTO tenants (id, slug, name) VALUES ($1, 'acme', 'Acme')", [acme]);
    for (const [id, key] of [
      [pump, "pump-1"],
      [fan, "fan-1"],
    ]) {
      await query("INSERT INTO devices (tenant_id, id, key, name, type) VALUES ($1, $2, $3, $3, 'sensor')", [
        acme,
        id,
        key,
      ]);
      await query(
        `INSERT INTO points (tenant_id, device_id, no, name, kind, unit, silence_ms_max)
         VALUES ($1, $2, 1, 'flow', 'number', 'm3/h', 15000), ($1, $2, 2, 'running', 'boolean', NULL, 3600000), ($1, $2, 3, 'lot', 'string', NULL, NULL)`,
        [acme, id],
      );
    }
  });
  await ensureDays(db, [START, START + DAY, NOW, NOW - 40 * DAY, NOW - 41 * DAY]);
  await write(pump, flow(7));
  await write(fan, flow(11));
  await write(pump, [
    { point: 2, measuredAt: START + HOUR, number: 1 },
    { point: 2, measuredAt: START + 5 * HOUR, number: 0 },
    { point: 3, measuredAt: START + HOUR + 1, number: Number.NaN, extra: { v: "lot 17" } },
  ]);
  // The first day is sealed, the second is not; then come late readings into the first.
  await createSealer(db, 0)(START + DAY);
  await write(pump, [{ measuredAt: START + 3 * HOUR + 123, number: 5000 }]);
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

async function admin(
  work: (query: (sql: string, values: unknown[]) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = new URL(database.urls.owner).pathname;
  await withAdmin(url.href, (client) => work((sql, values) => client.query(sql, values)));
}

const written = new Map<string, PlacedReading[]>();
let seq = 0;
async function write(deviceId: string, readings: readonly Partial<PlacedReading>[]): Promise<void> {
  const placed = readings.map((reading) => ({
    point: 1,
    measuredAt: START,
    number: 1,
    quality: 0,
    extra: undefined,
    ...reading,
  }));
  written.set(deviceId, [...(written.get(deviceId) ?? []), ...placed]);
  const rows = placed.flatMap((reading) =>
    layRows([
      { tenantId: acme, deviceId, boot: 1, seq: ++seq, receivedAt: START, columns: toPlacedColumns([reading]) },
    ]),
  );
  await withWorker(db, (tx) => writeReadings(tx, rows));
}

/** Every ten seconds for two days, but for an hour and a half of silence, with some bad and some uncertain. */
const flow = (seed: number): Partial<PlacedReading>[] =>
  Array.from({ length: (2 * DAY) / CADENCE }, (_, i) => i * CADENCE)
    .filter((at) => at < 8 * HOUR || at >= 9.5 * HOUR)
    .map((at) => ({
      measuredAt: START + at,
      number: Math.round(1000 * Math.sin(at / 1e7 + seed)) / 10,
      quality: (at / CADENCE) % 997 === 0 ? 2 : (at / CADENCE) % 511 === 0 ? 1 : 0,
    }));

const ask = (request: Partial<SeriesRequest>, cold?: Samples) =>
  readSeries(
    {
      db: app,
      cold: cold && {
        read: async (_tenant, _device, _points, { from, to }) => new Map([[1, sliceSamples(cold, from, to)]]),
      },
    },
    acme,
    { points: [{ deviceKey: "pump-1", point: "flow" }], from: START, to: NOW, buckets: 500, ...request },
    NOW,
  );

/** Buckets as they must be, one reading at a time. */
function expectedBuckets(deviceId: string, { from, to, bucketMs }: { from: number; to: number; bucketMs: number }) {
  const buckets = new Map<
    number,
    { t: number; min: number; max: number; count: number; quality: number; last: number }
  >();
  const all = (written.get(deviceId) ?? [])
    .filter(({ point }) => point === 1)
    .toSorted((a, b) => a.measuredAt - b.measuredAt);
  for (const { measuredAt, number, quality } of all) {
    if (measuredAt < from || measuredAt >= to) continue;
    const t = Math.floor(measuredAt / bucketMs) * bucketMs;
    const bucket = buckets.get(t) ?? { t, min: Infinity, max: -Infinity, count: 0, quality: 0, last: 0 };
    buckets.set(t, bucket);
    bucket.count++;
    bucket.quality = Math.max(bucket.quality, quality);
    bucket.last = number;
    if (quality === 2) continue;
    bucket.min = Math.min(bucket.min, number);
    bucket.max = Math.max(bucket.max, number);
  }
  return [...buckets.values()].map(({ min, max, quality, ...bucket }) => ({
    ...bucket,
    min: min === Infinity ? null : min,
    max: max === -Infinity ? null : max,
    quality: ["good", "uncertain", "bad"][quality],
  }));
}

test.each([
  ["readings", 2 * HOUR, 500, 14_400],
  ["minutes", 2 * DAY, 500, 6 * 60_000],
  ["hours", 2 * DAY, 24, 2 * HOUR],
  ["days", 2 * DAY, 2, DAY],
])(
  "from %s every bucket is exact: sealed, fresh and late readings, and several devices at once",
  async (level, ms, buckets, bucketMs) => {
    for (const from of [START + 2 * HOUR, START + 23 * HOUR].filter((at) => at + ms <= NOW || ms === 2 * DAY)) {
      const start = ms === 2 * DAY ? START : from;
      const points = ["pump-1", "fan-1"].map((deviceKey) => ({ deviceKey, point: "flow" }));
      const view = await ask({ points, from: start, to: start + ms, buckets });
      expect(view).toMatchObject({ level, bucketMs, from: start });
      expect(view.series.map(({ deviceKey }) => deviceKey)).toEqual(["pump-1", "fan-1"]);
      for (const [index, device] of [pump, fan].entries())
        expect(view.series[index]?.buckets).toEqual(
          expectedBuckets(device, { from: start, to: start + ms, bucketMs }).map((bucket) =>
            expect.objectContaining(bucket),
          ),
        );
    }
  },
);

test("a range between hours is widened to whole buckets, and no reading after its end is lost or doubled", async () => {
  const view = await ask({ from: START + 2 * HOUR + 34_567, to: START + 20 * HOUR + 4567, buckets: 300 });
  expect(view).toMatchObject({ level: "minutes", bucketMs: 4 * 60_000 });
  const to = Math.ceil(view.to / view.bucketMs) * view.bucketMs;
  expect(view.series[0]?.buckets).toEqual(
    expectedBuckets(pump, { from: view.from, to, bucketMs: view.bucketMs }).map((bucket) =>
      expect.objectContaining(bucket),
    ),
  );
});

test("a silence is the same gap from readings, minutes and hours", async () => {
  const gap = { from: START + 8 * HOUR - CADENCE, to: START + 9.5 * HOUR };
  const range = { from: START + 7 * HOUR, to: START + 10 * HOUR };
  for (const [level, of] of [
    ["readings", { ...range, buckets: 500 }],
    ["minutes", { ...range, buckets: 100 }],
    ["hours", { from: START, to: NOW, buckets: 24 }],
  ] as const) {
    const view = await ask(of);
    expect(view.level).toBe(level);
    expect(view.series[0]?.gaps).toEqual([gap]);
  }
});

test("what fits is shown as it is, however long the range: numbers, booleans and texts", async () => {
  const points = ["running", "lot"].map((point) => ({ deviceKey: "pump-1", point }));
  const view = await ask({ points, buckets: 100 });
  expect(
    view.series.map(({ raw, kind, buckets }) => [raw, kind, buckets.map(({ t, last }) => [t - START, last])]),
  ).toEqual([
    [
      true,
      "boolean",
      [
        [HOUR, true],
        [5 * HOUR, false],
      ],
    ],
    [true, "string", [[HOUR + 1, "lot 17"]]],
  ]);
  const zoomed = await ask({ from: START + HOUR, to: START + HOUR + 100_000, buckets: 100 });
  expect(zoomed.series[0]).toMatchObject({ raw: true });
  expect(zoomed.series[0]?.buckets).toHaveLength(10);
});

test("a text among many is the last of its bucket", async () => {
  const points = [{ deviceKey: "pump-1", point: "running" }];
  const view = await ask({ points, buckets: 1 });
  expect(view.series[0]).toMatchObject({ raw: false, buckets: [{ count: 2, last: false, min: 0, max: 1, mean: 0.5 }] });
});

test("lttb keeps the peak, over sealed, fresh and late readings", async () => {
  const view = await ask({ method: "lttb", buckets: 100 });
  const [series] = view.series;
  expect(series?.buckets).toHaveLength(100);
  expect(series?.buckets.map(({ t }) => t)).toContain(START + 3 * HOUR + 123);
  expect(series?.buckets.reduce((sum, { count }) => sum + count, 0)).toBe(
    (written.get(pump) ?? []).filter(({ point }) => point === 1).length,
  );
});

test("what left the database is read from where it went, and its hours stay", async () => {
  const then = NOW - 40 * DAY;
  const readings = Array.from({ length: 3 * 360 }, (_, i) => ({ measuredAt: then + i * CADENCE, number: i }));
  await write(fan, readings);
  const points = [{ deviceKey: "fan-1", point: "flow" }];
  expect(await createSealer(db, 0)(START + DAY)).toBeGreaterThan(readings.length);
  const range = { points, from: then, to: then + 3 * HOUR };
  const [hot, fine] = [await ask({ ...range, buckets: 100 }), await ask({ ...range, buckets: 1000 })];
  await admin(async (query) => {
    await query("DELETE FROM series.blocks WHERE device_id = $1 AND hour < $2", [fan, new Date(NOW - 30 * DAY)]);
  });
  const cold = toSamples(readings.map((reading) => ({ ...reading, quality: 0, extra: undefined })));
  const again = await ask({ ...range, buckets: 100 }, cold);
  expect(again.series[0]?.buckets).toEqual(hot.series[0]?.buckets);
  expect((await ask({ ...range, buckets: 1000 }, cold)).series[0]?.buckets).toEqual(fine.series[0]?.buckets);
  // Of a week around it the hours are shown, and nothing is asked of the cold.
  const week = { points, from: then - 4 * DAY, to: then + 3 * DAY, buckets: 1000 };
  expect(await ask(week, emptySamples())).toMatchObject({
    level: "hours",
    series: [{ buckets: [{ count: 360, max: 359 }, { count: 360 }, { count: 360, max: 1079 }] }],
  });
});

test.each([
  ["device.not_found", { points: [{ deviceKey: "no-such", point: "flow" }] }],
  ["point.not_found", { points: [{ deviceKey: "pump-1", point: "no-such" }] }],
  ["series.range_invalid", { from: NOW, to: NOW }],
  ["series.range_too_wide", { from: 0 }],
  ["series.too_many_points", { points: Array.from({ length: 51 }, () => ({ deviceKey: "pump-1", point: "flow" })) }],
])("%s", async (code, request) => {
  await expect(ask(request)).rejects.toMatchObject({ code });
});
