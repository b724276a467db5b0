import { createPgLog, type LogFeed, openLogFeed } from "@outstation/adapters/pg-log";
import { type BillingEvent, encodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { deviceKeyOf, STREAMS } from "@outstation/contracts/streams/streams";
import { type Database, openDatabase } from "@outstation/db/database";
import { deleteOldEntries } from "@outstation/db/log/entries";
import { withWorker } from "@outstation/db/worker";
import type { EventLog, WorkerTx } from "@outstation/domain/ports";
import { readUsage, reconcileUsage } from "@outstation/domain/revenue/metering";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { meter } from "./meter";
import type { Process } from "./process";

// Promise: whatever happens to the meter, what is stored is counted once.

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 10, 24, 6);
const DAY = { from: Date.UTC(2026, 10, 24), to: Date.UTC(2026, 10, 25) };
const tenants = Array.from({ length: 5 }, () => ({ id: newId(), devices: [newId(), newId(), newId()] }));

let database: TestDatabase;
let db: Database;
let app: Database;
let feed: LogFeed;
let log: EventLog;
const running: Process[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest, 8);
  app = await openDatabase(database.urls.app, 2);
  feed = openLogFeed(db);
  log = createPgLog(db, feed);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((process) => process.stop()));
  await feed.close();
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

type Transact = <T>(work: (tx: WorkerTx) => Promise<T>) => Promise<T>;
const plain: Transact = (work) => withWorker(db, work);

async function start(transact: Transact = plain, now = T0 + 2 * HOUR): Promise<Process> {
  const process = meter({ db, log, transact, clock: manualClock(now), logger: createLogger("meter", "silent") });
  running.push(process);
  await process.start();
  return process;
}

let stored = 0;
/** One batch of the pipeline: messages of several senders of several tenants, and the events that count them. */
async function storeBatch(): Promise<void> {
  await withWorker(db, async (tx) => {
    for (const { id, devices } of tenants.filter((_, index) => (stored + index) % 2 === 0))
      for (const deviceId of devices) {
        const messages = 1 + (stored % 3);
        const value = Buffer.from("message");
        const record = { key: deviceKeyOf("some", deviceId), tenantId: id, value };
        const places = await log.append(STREAMS.telemetryAccepted, Array(messages).fill(record), tx);
        const [first, last] = [places[0], places.at(-1)];
        const event: BillingEvent = {
          event_id: `${STREAMS.telemetryAccepted}/${first?.partition}/${first?.offset}-${last?.offset}/${deviceId}`,
          ...{ tenant_id: id, device_id: deviceId, message_count: messages, byte_count: 10 * messages },
          ts: new Date(T0 + (stored % 7) * 1000).toISOString(),
        };
        await log.append(STREAMS.billingEvents, [{ key: id, tenantId: id, value: encodeBillingEvent(event) }], tx);
        stored += messages;
      }
  });
}

/** Everything that is stored is counted, by the offsets, by the ledger and by what tenants are shown. */
async function untilBalanced(): Promise<void> {
  await expect.poll(() => reconcileUsage(db), { timeout: 20_000 }).toMatchObject({ isBalanced: true, unread: 0 });
  const { rows } = await db.workers.query(
    "SELECT coalesce(sum(next_offset), 0)::int AS messages FROM log.partitions WHERE stream = $1",
    [STREAMS.telemetryAccepted],
  );
  const shown = await Promise.all(tenants.map(({ id }) => readUsage(app, id, { ...DAY, unit: "day", deviceId: null })));
  const counted = shown.flat().reduce((sum, { messages }) => sum + messages, 0);
  expect({ counted, bytes: shown.flat().reduce((sum, { bytes }) => sum + bytes, 0) }).toEqual({
    counted: rows[0].messages,
    bytes: 10 * rows[0].messages,
  });
}

test("it counts as events come, and closes hours that are over", async () => {
  await start();
  for (let batch = 0; batch < 5; batch++) await storeBatch();
  await untilBalanced();
  await start(plain, T0 + 3 * HOUR);
  const closed = async () =>
    (await Promise.all(tenants.map(({ id }) => readUsage(app, id, { ...DAY, unit: "hour", deviceId: null })))).flat();
  await expect.poll(closed).toSatisfy((periods: { closed: boolean }[]) => periods.every((period) => period.closed));
});

test("stopped for long it catches up, and nothing it has not read is gone", async () => {
  const first = await start();
  await storeBatch();
  await untilBalanced();
  await first.stop();
  for (let batch = 0; batch < 60; batch++) await storeBatch();
  const { unread } = await reconcileUsage(db);
  expect(unread).toBeGreaterThan(100);
  // Everything is too old to keep; what is read goes, what is not stays.
  await deleteOldEntries(db, STREAMS.billingEvents, -1);
  expect((await db.workers.query("SELECT FROM log.entries WHERE stream = $1", [STREAMS.billingEvents])).rowCount).toBe(
    unread,
  );
  await start();
  await untilBalanced();
});

test("it fails again and again, before the work, after it and as it commits: counted once", async () => {
  let calls = 0;
  await start(async (work) => {
    calls += 1;
    if (calls % 4 === 1) throw new Error("killed before");
    const result = await withWorker(db, async (tx) => {
      const done = await work(tx);
      if (calls % 4 === 2) throw new Error("killed after");
      return done;
    });
    // The answer to the commit is lost: it happened, and the meter does not know.
    if (calls % 4 === 3) throw new Error("killed as it committed");
    return result;
  });
  for (let batch = 0; batch < 6; batch++) {
    await storeBatch();
    await untilBalanced();
  }
  expect(calls).toBeGreaterThan(8);
});

test("two of them at once take turns and count once", async () => {
  await Promise.all([start(), start(), start()]);
  for (let batch = 0; batch < 12; batch++) await storeBatch();
  await untilBalanced();
});
