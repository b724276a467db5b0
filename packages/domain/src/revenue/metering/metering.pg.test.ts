import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPgLog, type LogFeed, openLogFeed } from "@outstation/adapters/pg-log";
import { type BillingEvent, encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { deviceKeyOf, PARTITIONS, STREAMS } from "@outstation/contracts/streams/streams";
import { type Database, openDatabase } from "@outstation/db/database";
import { loadOffsets } from "@outstation/db/log/consumer-offsets";
import { deleteOldEntries } from "@outstation/db/log/entries";
import { addUsage, listVersionDevices } from "@outstation/db/metering/usage";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import { repositoryRoot } from "@outstation/local/repository";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type EventLog, type LogBatch, METER_CONSUMER } from "../../ports";
import { closeFinishedHours } from "./close-hours";
import { countUsage } from "./count-usage";
import { readAsOf, readDeviceUsage, readHourVersions, readTenantUsage, readUsage } from "./read-usage";
import { reconcileUsage } from "./reconcile-usage";
import { replayUsage } from "./replay-usage";

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 10, 24, 6);
const NOW = T0 + 3 * HOUR;
const DAY = { from: Date.UTC(2026, 10, 24), to: Date.UTC(2026, 10, 25) };
const [acme, globex, pump, meterDevice, valve] = [newId(), newId(), newId(), newId(), newId()];

let database: TestDatabase;
let db: Database;
let app: Database;
let platform: Database;
let feed: LogFeed;
let log: EventLog;

beforeEach(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest, 4);
  app = await openDatabase(database.urls.app, 2);
  platform = await openDatabase(database.urls.platform, 1);
  feed = openLogFeed(db);
  log = createPgLog(db, feed);
});
afterEach(async () => {
  await feed.close();
  await Promise.all([db.close(), app.close(), platform.close()]);
  await database.drop();
});

type Sent = { tenantId?: string; deviceId?: string; messages?: number; at?: number; bytes?: number };

/** Stores messages as the pipeline does: accepted first, then the event that counts exactly those. */
async function store({ tenantId = acme, deviceId = pump, messages = 10, at = T0 + 1000, bytes = 1000 }: Sent = {}) {
  return withWorker(db, async (tx) => {
    const value = Buffer.from("message");
    const key = deviceKeyOf("some", deviceId);
    const records = Array.from({ length: messages }, () => ({ key, tenantId, value }));
    const places = await log.append(STREAMS.telemetryAccepted, records, tx);
    const [first, last] = [places[0], places.at(-1)];
    const event: BillingEvent = {
      event_id: `${STREAMS.telemetryAccepted}/${first?.partition}/${first?.offset}-${last?.offset}/${deviceId}`,
      tenant_id: tenantId,
      device_id: deviceId,
      message_count: messages,
      byte_count: bytes,
      ts: new Date(at).toISOString(),
    };
    await announce(event, tx);
    return event;
  });
}
const announce = (event: BillingEvent, tx?: Parameters<EventLog["append"]>[2]) =>
  log.append(
    STREAMS.billingEvents,
    [{ key: event.tenant_id, tenantId: event.tenant_id, value: encodeBillingEvent(event) }],
    tx,
  );

async function nextBatch(messagesMax = 1000): Promise<LogBatch> {
  const positions = await loadOffsets(db, METER_CONSUMER, STREAMS.billingEvents, PARTITIONS);
  return log.read(STREAMS.billingEvents, positions, messagesMax, AbortSignal.timeout(10_000));
}
const count = (batch: LogBatch, now = NOW) => withWorker(db, (tx) => countUsage(tx, batch, now));
const countAll = async (now = NOW) => count(await nextBatch(), now);
const hoursOf = async (tenantId = acme, deviceId: string | null = null) =>
  (await readUsage(app, tenantId, { ...DAY, unit: "hour", deviceId })).map(({ start, messages, bytes, devices }) => [
    (start - T0) / HOUR,
    messages,
    bytes,
    devices,
  ]);
function asSuperuser<T>(work: Parameters<typeof withAdmin<T>>[1]): Promise<T> {
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = new URL(database.urls.owner).pathname;
  return withAdmin(url.href, work);
}

/** Of the queries for live data that ask about the meter, those that returned rows. */
async function brokenInvariants(): Promise<string[]> {
  const text = readFileSync(join(repositoryRoot, "docs/runbooks/invariants.sql"), "utf8");
  const queries = text.split(";").filter((sql) => /metering|reconcile_usage|'meter'/.test(sql));
  expect(queries.length).toBeGreaterThanOrEqual(8);
  return asSuperuser(async (admin) => {
    const broken: string[] = [];
    for (const sql of queries) if ((await admin.query(sql)).rowCount !== 0) broken.push(sql.trim());
    return broken;
  });
}
/** The meter from the beginning again, as after a restore of its position alone. */
const rewind = () => db.workers.query("UPDATE log.consumers SET next_offset = 0 WHERE consumer = 'meter'");

test("messages, bytes and active devices by tenant, device and UTC hour, to each tenant its own", async () => {
  await store();
  await store({ messages: 5, bytes: 50, at: T0 + HOUR - 1 });
  await store({ deviceId: valve, messages: 3, bytes: 30 });
  await store({ messages: 2, bytes: 20, at: T0 + HOUR });
  await store({ tenantId: globex, deviceId: meterDevice, messages: 7, bytes: 70 });
  expect(await countAll()).toEqual({ counted: 5, repeated: 0, disputed: 0 });
  expect(await hoursOf()).toEqual([
    [0, 18, 1080, 2],
    [1, 2, 20, 1],
  ]);
  expect(await hoursOf(acme, valve)).toEqual([[0, 3, 30, 1]]);
  expect(await hoursOf(globex)).toEqual([[0, 7, 70, 1]]);
  expect(await hoursOf(globex, pump)).toEqual([]);
  const day = await readUsage(app, acme, { ...DAY, unit: "day", deviceId: null });
  expect(day).toEqual([{ start: DAY.from, messages: 20, bytes: 1100, devices: 2, closed: false }]);
  expect(await readDeviceUsage(app, acme, DAY)).toMatchObject({
    total: 2,
    devices: [
      { deviceId: pump, messages: 17, bytes: 1070, lastHour: T0 + HOUR },
      { deviceId: valve, messages: 3, bytes: 30, lastHour: T0 },
    ],
  });
  expect(await readTenantUsage(platform, DAY)).toEqual(
    [
      { tenantId: acme, messages: 20, bytes: 1100 },
      { tenantId: globex, messages: 7, bytes: 70 },
    ].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1)),
  );
  expect((await app.reads.query("SELECT FROM metering.device_hours")).rowCount).toBe(0);
});

test("a batch that is handled again, or read again from the beginning, changes nothing", async () => {
  await store();
  await store({ deviceId: valve });
  const batch = await nextBatch();
  await count(batch);
  const once = await hoursOf();
  await expect(count(batch)).rejects.toMatchObject({ code: "log.lost_ownership" });
  await rewind();
  expect(await countAll()).toEqual({ counted: 0, repeated: 2, disputed: 0 });
  expect(await hoursOf()).toEqual(once);
  const versions = await readHourVersions(app, acme, DAY);
  expect(versions.map(({ version }) => version)).toEqual([1]);
});

test("a crash after the work and before the commit leaves nothing; the next time it is done", async () => {
  await store();
  const batch = await nextBatch();
  const crashing = withWorker(db, async (tx) => {
    await countUsage(tx, batch, NOW);
    throw new Error("killed");
  });
  await expect(crashing).rejects.toThrow("killed");
  expect(await hoursOf()).toEqual([]);
  expect(await countAll()).toMatchObject({ counted: 1 });
  expect(await hoursOf()).toEqual([[0, 10, 1000, 1]]);
});

test("of two meters at once one is refused, and everything is counted once", async () => {
  for (let i = 0; i < 20; i++)
    await store({ tenantId: i % 2 === 0 ? acme : globex, deviceId: i % 2 === 0 ? pump : valve });
  const batch = await nextBatch();
  const outcomes = await Promise.allSettled([count(batch), count(batch)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "log.lost_ownership" },
  });
  expect([...(await hoursOf()), ...(await hoursOf(globex))]).toEqual([
    [0, 100, 10_000, 1],
    [0, 100, 10_000, 1],
  ]);
  expect(await reconcileUsage(db)).toMatchObject({ isBalanced: true, counted: 200, unread: 0 });
});

test("small batches and an order that is not the sources' come to the same, and the seen offsets to one range", async () => {
  for (let i = 0; i < 30; i++)
    await store({ tenantId: i % 3 === 0 ? globex : acme, deviceId: pump, messages: 1 + (i % 4), bytes: 10 });
  const behind = await loadOffsets(db, METER_CONSUMER, STREAMS.billingEvents, PARTITIONS);
  expect([...behind.values()].reduce((sum, offset) => sum + offset)).toBe(0);
  expect(await reconcileUsage(platform)).toMatchObject({ isBalanced: false, counted: 0, unread: 30 });
  expect(await readAsOf(app, acme)).toMatchObject({ position: 0, waiting: expect.toSatisfy((n: number) => n >= 20) });
  while ((await reconcileUsage(db)).unread > 0) await count(await nextBatch(3));
  const balance = await reconcileUsage(db);
  expect(balance).toMatchObject({ isBalanced: true, difference: 0, counted: 73 });
  const { rows } = await db.workers.query("SELECT seen::text FROM metering.seen");
  expect(rows).toEqual([{ seen: "{[0,73)}" }]);
  expect(await brokenInvariants()).toEqual([]);
});

test("an event that overlaps what is counted is kept as disputed and counted nowhere; the balance says so", async () => {
  const event = await store();
  const [, partition] = event.event_id.split("/");
  await announce({ ...event, event_id: `${STREAMS.telemetryAccepted}/${partition}/5-12/${pump}`, message_count: 8 });
  await announce({ ...event, event_id: `${STREAMS.telemetryAccepted}/${partition}/0-9/${pump}`, message_count: 11 });
  expect(await countAll()).toEqual({ counted: 1, repeated: 0, disputed: 2 });
  expect(await hoursOf()).toEqual([[0, 10, 1000, 1]]);
  const disputed = await withWorker(db, (tx) =>
    tx.asTenant(acme, () => tx.client.query("SELECT reason FROM metering.disputed_events ORDER BY log_offset")),
  );
  expect(disputed.rows).toEqual([{ reason: "overlap" }, { reason: "count" }]);
  expect(await reconcileUsage(db)).toMatchObject({ isBalanced: true });
  // An event that the meter passed over: stored and not counted for a reason nobody knows.
  await store();
  await db.workers.query(
    `UPDATE log.consumers SET next_offset = partitions.next_offset FROM log.partitions
     WHERE consumer = 'meter' AND (consumers.stream, consumers.partition) = (partitions.stream, partitions.partition)`,
  );
  const balance = await reconcileUsage(db);
  expect(balance.isBalanced).toBe(false);
  expect(await brokenInvariants()).toEqual([
    expect.stringContaining("What is stored is counted"),
    expect.stringContaining("waits for a person"),
  ]);
  expect(balance.partitions.filter(({ explanation }) => explanation !== "balanced")).toMatchObject([
    { appended: 20, seen: 10, missing: "{[10,20)}", explanation: "unexplained" },
  ]);
});

test("a closed hour never changes: what comes late makes its next version, by device too", async () => {
  await store();
  await store({ deviceId: valve, messages: 1, bytes: 5 });
  await countAll();
  expect(await closeFinishedHours(db, T0 + HOUR + 15 * 60_000)).toBe(0);
  expect(await closeFinishedHours(db, T0 + HOUR + 15 * 60_000 + 1)).toBe(1);
  await store({ messages: 2, bytes: 20 });
  await store({ messages: 4, bytes: 40 });
  await store({ messages: 1, at: T0 + HOUR });
  await count(await nextBatch(1), NOW);
  // The meter is behind: nothing of that time is closed however late it is. What came later holds up nothing.
  const unreadCameAt = (at: number) =>
    asSuperuser((admin) =>
      admin.query("UPDATE log.entries SET appended_at = $1 WHERE stream = $2", [new Date(at), STREAMS.billingEvents]),
    );
  await unreadCameAt(T0 + HOUR + 15 * 60_000);
  expect(await closeFinishedHours(db, NOW)).toBe(0);
  await count(await nextBatch(), NOW + 1);
  const versions = await readHourVersions(app, acme, { from: T0, to: T0 + HOUR });
  expect(versions).toMatchObject([
    { version: 1, messages: 11, bytes: 1005, devices: 2, closed: true, replacedAt: NOW },
    { version: 2, messages: 17, bytes: 1065, devices: 2, closed: false, replacedAt: null, changedAt: NOW + 1 },
  ]);
  const part = async (version: number) =>
    new Map((await listVersionDevices(app, acme, T0, version)).map(({ deviceId, messages }) => [deviceId, messages]));
  expect(await part(1)).toEqual(
    new Map([
      [pump, 10],
      [valve, 1],
    ]),
  );
  expect(await part(2)).toEqual(
    new Map([
      [pump, 16],
      [valve, 1],
    ]),
  );
  expect(await hoursOf()).toEqual([
    [0, 17, 1065, 2],
    [1, 1, 1000, 1],
  ]);
  await store({ messages: 8, at: T0 + 2 * HOUR });
  await unreadCameAt(T0 + HOUR + 15 * 60_000 + 1);
  expect(await closeFinishedHours(db, NOW + 2)).toBe(1);
  await unreadCameAt(T0 + 2 * HOUR + 15 * 60_000 + 1);
  expect(await closeFinishedHours(db, NOW + 3)).toBe(1);
  expect((await readHourVersions(app, acme, DAY)).map(({ version, closed }) => [version, closed])).toEqual([
    [1, true],
    [2, true],
    [1, true],
  ]);
  expect(await readHourVersions(app, globex, DAY)).toEqual([]);
});

test("a replay finds what differs, corrects it when told to, and leaves the closed version as it was", async () => {
  await store();
  await store({ deviceId: valve, messages: 3, bytes: 30, at: T0 + HOUR });
  await store({ tenantId: globex, deviceId: meterDevice });
  await countAll();
  await closeFinishedHours(db, NOW);
  // Someone counted wrongly: pump's hour too high, and one of a device that never sent.
  await withWorker(db, (tx) =>
    tx.asTenant(acme, async () => {
      await addUsage(tx, acme, [{ deviceId: pump, hour: T0, messages: 5, bytes: 50 }], NOW + 1);
      await addUsage(tx, acme, [{ deviceId: meterDevice, hour: T0, messages: 9, bytes: 90 }], NOW + 2);
    }),
  );
  expect(await reconcileUsage(db)).toMatchObject({ isBalanced: false, difference: 14 });
  await store({ messages: 100, at: T0 }); // not read by the meter yet: not the replay's to count
  const request = { tenantId: acme, ...DAY, now: NOW + 3 };
  const dry = await replayUsage({ db, log }, { ...request, apply: false });
  expect(dry.differences).toEqual(
    [
      {
        ...{ deviceId: pump, hour: T0 },
        ...{ counted: { messages: 15, bytes: 1050 }, recomputed: { messages: 10, bytes: 1000 } },
      },
      {
        ...{ deviceId: meterDevice, hour: T0 },
        ...{ counted: { messages: 9, bytes: 90 }, recomputed: { messages: 0, bytes: 0 } },
      },
    ].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
  );
  expect(await hoursOf()).toEqual([
    [0, 24, 1140, 2],
    [1, 3, 30, 1],
  ]);
  expect((await replayUsage({ db, log }, { ...request, apply: true })).differences).toEqual(dry.differences);
  expect(await hoursOf()).toEqual([
    [0, 10, 1000, 1],
    [1, 3, 30, 1],
  ]);
  expect((await replayUsage({ db, log }, { ...request, apply: true })).differences).toEqual([]);
  expect(await readHourVersions(app, acme, { from: T0, to: T0 + HOUR })).toMatchObject([
    { version: 1, messages: 10, closed: true },
    { version: 2, messages: 10, closed: false },
  ]);
  await countAll();
  expect(await reconcileUsage(db)).toMatchObject({ isBalanced: true, counted: 123 });
});

test("a replay refuses hours whose events are gone, and events stay until the meter has read them", async () => {
  await store();
  expect(await deleteOldEntries(db, STREAMS.billingEvents, -1)).toBe(0);
  await countAll();
  expect(await deleteOldEntries(db, STREAMS.billingEvents, -1)).toBe(1);
  await store();
  await countAll();
  await expect(replayUsage({ db, log }, { tenantId: acme, ...DAY, now: NOW, apply: true })).rejects.toMatchObject({
    code: "usage.events_gone",
  });
  expect(await hoursOf()).toEqual([[0, 20, 2000, 1]]);
});

test("events of the time before, whose ranges several devices share, count once by their whole ids", async () => {
  const old = (deviceId: string, message_count: number): BillingEvent => ({
    ...{ event_id: `${STREAMS.rawTelemetry}/2/0-9/${deviceId}`, tenant_id: acme, device_id: deviceId },
    ...{ message_count, byte_count: 10, ts: new Date(T0).toISOString() },
  });
  await announce(old(pump, 6));
  await announce(old(valve, 4));
  await announce(old(pump, 6));
  expect(await countAll()).toEqual({ counted: 2, repeated: 1, disputed: 0 });
  await rewind();
  expect(await countAll()).toEqual({ counted: 0, repeated: 3, disputed: 0 });
  expect(await hoursOf()).toEqual([[0, 10, 20, 2]]);
  expect(await reconcileUsage(db)).toMatchObject({ isBalanced: true, counted: 10, difference: 0 });
  expect((await replayUsage({ db, log }, { tenantId: acme, ...DAY, now: NOW, apply: false })).differences).toEqual([]);
});
