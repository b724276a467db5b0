import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { from as copyFrom } from "pg-copy-streams";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../database";
import { withWorker } from "../worker";
import { encodeCopy } from "./copy-rows";
import { type LatestValues, saveLatest } from "./latest";
import { type PlacedReading, toPlacedColumns } from "./placed-readings";
import { saveQuarantined } from "./quarantine";
import { findQuarantined } from "./quarantine-desk";
import { readSamples } from "./read";
import { readLatest } from "./read-latest";
import { layRows, MS_PER_HOUR, type ReadingRow } from "./rows";
import { eachSample, type Sample } from "./samples";
import { listSealable, sealHour } from "./seal";
import { listSequenceGaps, recordStored } from "./sequences";
import { ensureDays, writeReadings } from "./write";

const HOUR = Date.UTC(2026, 10, 24, 6);
const ALL = { from: HOUR - MS_PER_HOUR, to: HOUR + 5 * MS_PER_HOUR };

let database: TestDatabase;
let db: Database;
let app: Database;
const acme = newId();
const globex = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest, 4);
  app = await openDatabase(database.urls.app, 2);
  await ensureDays(db, [HOUR]);
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

type Placed = Partial<PlacedReading> & { readonly measuredAt: number };
type Numbered = { tenantId?: string; boot?: number; seq?: number; receivedAt?: number };

function rowsOf(deviceId: string, readings: readonly Placed[], message: Numbered = {}): ReadingRow[] {
  const columns = toPlacedColumns(
    readings.map((reading) => ({ point: 1, number: 1, quality: 0, extra: undefined, ...reading })),
  );
  return layRows([{ tenantId: acme, deviceId, boot: 1, seq: 1, receivedAt: HOUR, ...message, columns }]);
}
const write = (rows: readonly ReadingRow[]) => withWorker(db, (tx) => writeReadings(tx, rows));

async function read(deviceId: string, points = [1], range = ALL, tenantId = acme): Promise<Record<number, Sample[]>> {
  const found = await readSamples(app, tenantId, deviceId, points, range);
  return Object.fromEntries([...found].map(([point, samples]) => [point, [...eachSample(samples)]]));
}

/** Everything due, as the upkeep does it; returns how many readings moved. */
async function sealAll(now = HOUR + 100 * MS_PER_HOUR, tenantId = acme): Promise<number> {
  const due = await withWorker(db, (tx) => tx.asTenant(tenantId, () => listSealable(tx, tenantId, now, 100)));
  let moved = 0;
  for (const hour of due)
    moved += await withWorker(db, (tx) => tx.asTenant(tenantId, () => sealHour(tx, tenantId, hour)));
  return moved;
}

async function count(table: "readings" | "blocks", deviceId: string): Promise<number> {
  const sql = `SELECT FROM series.${table} WHERE device_id = $1`;
  const result = await withWorker(db, (tx) => tx.asTenant(acme, () => tx.client.query(sql, [deviceId])));
  return result.rowCount ?? 0;
}

/** Every kind of value, quality and extra, from the last second of one hour into the next. */
const everything: Placed[] = [
  { measuredAt: HOUR + MS_PER_HOUR - 1, number: 21.4 },
  { measuredAt: HOUR + MS_PER_HOUR, number: 0.1 + 0.2, quality: 1 },
  { measuredAt: HOUR + MS_PER_HOUR + 1, number: -1e300, quality: 2, extra: { s: "0x80050000" } },
  { point: 2, measuredAt: HOUR, number: 1 },
  { point: 2, measuredAt: HOUR + 500, number: 0 },
  { point: 3, measuredAt: HOUR, number: Number.NaN, extra: { v: "lot 17 – ü", c: { instrument_serial: "A-1" } } },
  { point: 4, measuredAt: HOUR + MS_PER_HOUR, number: Number.NaN, extra: { v: { lat: 47.4, lon: 8.5, alt: 400 } } },
  { point: 5, measuredAt: HOUR, number: Number.NaN, quality: 2 },
];
const written = (point: number): Sample[] =>
  everything
    .filter((reading) => (reading.point ?? 1) === point)
    .map(({ measuredAt, number = 1, quality = 0, extra }) => ({ measuredAt, number, quality, extra }));
const everythingRead = Object.fromEntries([1, 2, 3, 4, 5].map((point) => [point, written(point)]));

test("what was written is read: every kind of value, quality and extra, over two hours", async () => {
  const device = newId();
  const rows = rowsOf(device, everything);
  expect(rows).toHaveLength(2);
  await write(rows);
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
  expect(await read(device, [1], { from: HOUR + MS_PER_HOUR, to: HOUR + MS_PER_HOUR + 1 })).toEqual({
    1: [everythingRead[1]?.[1]],
  });
  expect(await read(device, [9])).toEqual({});
  expect(await read(device, [1], ALL, globex)).toEqual({});
});

test("sealing gives exactly the same samples as before, and leaves no row", async () => {
  const device = newId();
  await write(rowsOf(device, everything));
  expect(await sealAll()).toBeGreaterThanOrEqual(everything.length);
  expect({ rows: await count("readings", device), blocks: await count("blocks", device) }).toEqual({
    rows: 0,
    blocks: 6,
  });
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
  expect(await sealAll()).toBe(0);
});

test("a repeat changes nothing, before and after sealing", async () => {
  const device = newId();
  const message = { boot: -1, seq: 77 };
  const rows = rowsOf(device, everything, message);
  expect(await write(rows)).toEqual([{ deviceId: device, seq: 77 }]);
  expect(await write(rows)).toEqual([]);
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
  await sealAll();
  await write(rows);
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
  await sealAll();
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
});

test("a numbered message is not reported as one without a number", async () => {
  expect(await write(rowsOf(newId(), [{ measuredAt: HOUR }]))).toEqual([]);
});

test("late rows read as one series with the block, and merge into it", async () => {
  const device = newId();
  const at = (second: number, number: number): Placed => ({ measuredAt: HOUR + second * 1000, number });
  await write(rowsOf(device, [at(10, 1), at(30, 3)]));
  await sealAll();
  await write(rowsOf(device, [at(20, 2), at(40, 4)], { seq: 2 }));
  const expected = {
    1: [at(10, 1), at(20, 2), at(30, 3), at(40, 4)].map((r) => ({ ...r, quality: 0, extra: undefined })),
  };
  expect(await read(device)).toEqual(expected);
  await sealAll();
  expect(await count("blocks", device)).toBe(1);
  expect(await read(device)).toEqual(expected);
});

test("two values of one point at one instant: the first message's stands, with its own extra, fresh and sealed alike", async () => {
  const device = newId();
  const measuredAt = HOUR + 5;
  const other = { number: Number.NaN, extra: { v: "other" } };
  // Written in the other order: neither the order of arrival in a batch nor the form may decide.
  await write(rowsOf(device, [{ measuredAt, ...other }], { seq: 2, receivedAt: HOUR + 1 }));
  await write(rowsOf(device, [{ measuredAt, number: 5 }], { seq: 1 }));
  const first = { 1: [{ measuredAt, number: 5, quality: 0, extra: undefined }] };
  expect(await read(device)).toEqual(first);
  await sealAll();
  expect(await read(device)).toEqual(first);
  await write(rowsOf(device, [{ measuredAt, ...other }], { seq: 3, receivedAt: HOUR + 2 }));
  expect(await read(device)).toEqual(first);
});

test("an hour is sealed when it ended long enough ago, and its late rows when they have waited as long", async () => {
  const device = newId();
  await write(rowsOf(device, [{ measuredAt: HOUR + 5 }], { receivedAt: HOUR + 2 * MS_PER_HOUR }));
  const due = (before: number) =>
    withWorker(db, (tx) => tx.asTenant(acme, () => listSealable(tx, acme, before, 100))).then((hours) =>
      hours.filter(({ deviceId }) => deviceId === device),
    );
  expect(await due(HOUR + MS_PER_HOUR - 1)).toEqual([]);
  expect(await due(HOUR + 2 * MS_PER_HOUR)).toEqual([]);
  expect(await due(HOUR + 2 * MS_PER_HOUR + 1000)).toEqual([{ deviceId: device, hour: HOUR }]);
});

test("two sealers of one hour at once lose nothing", async () => {
  const device = newId();
  await write(rowsOf(device, everything));
  await Promise.all([sealAll(), sealAll()]);
  expect(await read(device, [1, 2, 3, 4, 5])).toEqual(everythingRead);
});

test("one bulk write carries two tenants, each row to its own", async () => {
  const mine = newId();
  const theirs = newId();
  await write([
    ...rowsOf(mine, [{ measuredAt: HOUR, number: 1 }]),
    ...rowsOf(theirs, [{ measuredAt: HOUR, number: 2 }], { tenantId: globex }),
  ]);
  expect((await read(mine))[1]?.map(({ number }) => number)).toEqual([1]);
  expect((await read(theirs, [1], ALL, globex))[1]?.map(({ number }) => number)).toEqual([2]);
  expect(await read(theirs)).toEqual({});
});

test("a staged row of another tenant is refused by the policy", async () => {
  const planted = withWorker(db, async (tx) => {
    await tx.client.query("CREATE TEMP TABLE staged (LIKE series.readings) ON COMMIT DROP");
    const rows = rowsOf(newId(), [{ measuredAt: HOUR }], { tenantId: globex });
    const copy = tx.client.query(copyFrom("COPY staged FROM STDIN (FORMAT binary)"));
    await pipeline(Readable.from([encodeCopy(rows)]), copy);
    await tx.asTenant(acme, () => tx.client.query("INSERT INTO series.readings SELECT * FROM staged"));
  });
  await expect(planted).rejects.toMatchObject({ code: "42501" });
});

test("without a tenant a worker reads and writes no row", async () => {
  const device = newId();
  await write(rowsOf(device, [{ measuredAt: HOUR }]));
  const seen = await withWorker(db, (tx) => tx.client.query("SELECT FROM series.readings"));
  expect(seen.rowCount).toBe(0);
  const seeded = withWorker(db, (tx) =>
    tx.client.query(
      "INSERT INTO series.latest (tenant_id, device_id, received_at, latest, newest_ms) VALUES ($1, $2, now(), '{}', 0)",
      [acme, device],
    ),
  );
  await expect(seeded).rejects.toMatchObject({ code: "42501" });
});

test("numbers that were stored are known, whichever boot; holes between them are gaps, the end is not", async () => {
  const deviceId = newId();
  const record = (boots: Record<number, number[]>) =>
    withWorker(db, (tx) =>
      recordStored(
        tx,
        Object.entries(boots).map(([boot, seqs]) => ({ tenantId: acme, deviceId, boot: Number(boot), seqs })),
        HOUR,
      ),
    );
  const repeats = async (boots: Record<number, number[]>) => {
    const isRepeat = await record(boots);
    return Object.entries(boots).flatMap(([boot, seqs]) =>
      seqs.map((seq) => isRepeat({ deviceId, boot: Number(boot), seq })),
    );
  };
  expect(await repeats({ 7: [5, 1, 2, 2], 8: [3] })).toEqual([false, false, false, false, false]);
  expect(await repeats({ 7: [9] })).toEqual([false]);
  expect(await repeats({ 7: [2, 5, 9], 8: [3] })).toEqual([true, true, true, true]);
  expect(await listSequenceGaps(app, acme, deviceId)).toEqual([
    { boot: 7, from: 3, to: 4 },
    { boot: 7, from: 6, to: 8 },
    { boot: 8, from: 1, to: 2 },
  ]);
  expect(await listSequenceGaps(app, globex, deviceId)).toEqual([]);
  expect(await repeats({ 7: [4, 5, 3] })).toEqual([false, true, false]);
  expect((await listSequenceGaps(app, acme, deviceId))[0]).toEqual({ boot: 7, from: 6, to: 8 });
});

test("of two workers that bring the same message at once exactly one is told that it is new", async () => {
  const deviceId = newId();
  const bring = () =>
    withWorker(db, async (tx) => {
      const isRepeat = await recordStored(tx, [{ tenantId: acme, deviceId, boot: 1, seqs: [4, 5] }], HOUR);
      return [4, 5].map((seq) => isRepeat({ deviceId, boot: 1, seq }));
    });
  const told = await Promise.all([bring(), bring(), bring()]);
  expect(told.filter(([first]) => first === false)).toEqual([[false, false]]);
});

test("a last value never moves backwards, and other points and tenants stay as they are", async () => {
  const deviceId = newId();
  const save = (receivedAt: number, latest: LatestValues) =>
    withWorker(db, (tx) => saveLatest(tx, [{ tenantId: acme, updates: [{ deviceId, receivedAt, latest }] }]));
  await save(HOUR + 10, { 1: [HOUR + 5, 21.4, 0, HOUR + 10], 2: [HOUR, "lot", 0, HOUR + 10] });
  await save(HOUR + 20, { 1: [HOUR + 4, 99, 0, HOUR + 20], 3: [HOUR, null, 2, HOUR + 20] });
  await save(HOUR + 15, { 1: [HOUR + 5, 98, 0, HOUR + 15] });
  const expected = {
    deviceId,
    receivedAt: HOUR + 20,
    latest: { 1: [HOUR + 5, 21.4, 0, HOUR + 10], 2: [HOUR, "lot", 0, HOUR + 10], 3: [HOUR, null, 2, HOUR + 20] },
  };
  expect(await readLatest(app, acme, deviceId)).toEqual([expected]);
  expect((await readLatest(app, acme)).filter((each) => each.deviceId === deviceId)).toEqual([expected]);
  expect(await readLatest(app, globex)).toEqual([]);
  expect(await readLatest(app, globex, deviceId)).toEqual([]);
});

test("last values of several tenants are saved together, each under its own policy", async () => {
  const [ours, theirs, late] = [newId(), newId(), newId()];
  const of = (deviceId: string, measuredAt: number) => ({
    deviceId,
    receivedAt: measuredAt,
    latest: { 1: [measuredAt, measuredAt - HOUR, 0, measuredAt] as const },
  });
  const [first, second] = acme < globex ? [acme, globex] : [globex, acme];
  const save = (at: readonly number[]) =>
    withWorker(db, (tx) =>
      saveLatest(tx, [
        { tenantId: first, updates: [of(ours, HOUR + (at[0] ?? 0)), of(late, HOUR + (at[1] ?? 0))] },
        { tenantId: second, updates: [of(theirs, HOUR + (at[2] ?? 0))] },
      ]),
    );
  await save([1, 5, 1]);
  await save([2, 4, 3]);
  const newest = async (tenantId: string, deviceId: string) =>
    (await readLatest(app, tenantId, deviceId))[0]?.latest[1]?.[1];
  expect([await newest(first, ours), await newest(first, late), await newest(second, theirs)]).toEqual([2, 5, 3]);
  expect(await readLatest(app, second, ours)).toEqual([]);
});

test("two workers that meet a device for the first time at once lose neither's last values", async () => {
  const deviceId = newId();
  const save = (point: number) =>
    withWorker(db, (tx) =>
      saveLatest(tx, [
        { tenantId: acme, updates: [{ deviceId, receivedAt: HOUR, latest: { [point]: [HOUR, point, 0, HOUR] } }] },
      ]),
    );
  await Promise.all([1, 2, 3, 4].map(save));
  const [device] = await readLatest(app, acme, deviceId);
  expect(Object.keys(device?.latest ?? {})).toEqual(["1", "2", "3", "4"]);
});

test("a quarantined message keeps its reason; keeping it again changes nothing", async () => {
  const message = {
    stream: "telemetry-quarantine",
    partition: 3,
    offset: 12,
    deviceKey: "gw-1",
    topic: "acme/d/gw-1/up/telemetry",
    payload: Uint8Array.of(0, 255),
    code: "payload.not_json",
    field: "payload",
    message: "payload is not UTF-8 JSON",
    receivedAt: HOUR,
  };
  const keep = (reason: string) =>
    withWorker(db, (tx) => tx.asTenant(acme, () => saveQuarantined(tx, acme, [{ ...message, message: reason }])));
  await keep("first");
  await keep("second");
  const { code, field } = message;
  expect(await findQuarantined(app, acme, message)).toMatchObject({ code, field, message: "first", state: "waiting" });
  expect(await findQuarantined(app, acme, { ...message, offset: 11 })).toBeNull();
  expect(await findQuarantined(app, globex, message)).toBeNull();
});
