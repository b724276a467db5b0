import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../database";
import { withWorker } from "../worker";
import { commitOffsets, findOffset, loadOffsets } from "./consumer-offsets";
import {
  appendEntries,
  deleteOldEntries,
  findNextOffset,
  readEntries,
  readTenantEntries,
  readTenantEntriesBefore,
} from "./entries";
import { listenToLog } from "./listen";

let database: TestDatabase;
let db: Database;
let app: Database;
const acme = newId();
const globex = newId();

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.ingest);
  app = await openDatabase(database.urls.app, 2);
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

const entry = (partition: number, tenantId = acme, messages = 1, text = "body") => ({
  partition,
  tenantId,
  messages,
  body: Buffer.from(text),
});
const readAll = (stream: string, partition: number, from = 0) =>
  readEntries(db, stream, new Map([[partition, from]]), 1000);
const span = ({ firstOffset, lastOffset }: { firstOffset: number; lastOffset: number }) => [firstOffset, lastOffset];

test("entries come back in order, whole, with their tenants", async () => {
  await appendEntries(db, "plain", [entry(1, acme, 3, "one"), entry(1, globex, 2, "two"), entry(0, acme, 1, "three")]);
  const entries = await readEntries(
    db,
    "plain",
    new Map([
      [0, 0],
      [1, 0],
    ]),
    10,
  );
  expect(entries.map((read) => [read.partition, ...span(read), read.tenantId, String(read.body)])).toEqual([
    [0, 0, 0, acme, "three"],
    [1, 0, 2, acme, "one"],
    [1, 3, 4, globex, "two"],
  ]);
  expect(await findNextOffset(db, "plain", 1)).toBe(5);
  expect(await findNextOffset(db, "plain", 7)).toBe(0);
});

test("many writers at once give every partition offsets without a gap, and none waits for ever", async () => {
  const writers = Array.from({ length: 40 }, (_, i) => {
    const entries = [entry(i % 3, acme, 1 + (i % 4)), entry((i + 1) % 3, globex, 2), entry((i + 2) % 3, acme, 1)];
    return appendEntries(db, "busy", entries);
  });
  await Promise.all(writers);
  for (const partition of [0, 1, 2]) {
    const entries = await readAll("busy", partition);
    expect(entries).toHaveLength(40);
    let next = 0;
    for (const { firstOffset, lastOffset } of entries) {
      expect(firstOffset).toBe(next);
      next = lastOffset + 1;
    }
    expect(await findNextOffset(db, "busy", partition)).toBe(next);
  }
});

test("a reader never skips an entry that was still uncommitted: the later writer waits for the earlier", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let appended: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    appended = resolve;
  });
  const slow = withWorker(db, async (tx) => {
    await appendEntries(db, "ordered", [entry(0, acme, 1, "slow")], tx);
    appended();
    await held;
  });
  await first;
  const quick = appendEntries(db, "ordered", [entry(0, acme, 1, "quick")]);
  await waitForLockWait();
  expect(await readAll("ordered", 0)).toEqual([]);
  release();
  await Promise.all([slow, quick]);
  expect((await readAll("ordered", 0)).map(({ body }) => String(body))).toEqual(["slow", "quick"]);
});

/** Polls until a session of this database waits for another's lock. */
async function waitForLockWait(): Promise<void> {
  for (;;) {
    const sql = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    if ((await db.workers.query(sql)).rowCount) return;
  }
}

test("an append that is rolled back takes no offset", async () => {
  const failing = withWorker(db, async (tx) => {
    await appendEntries(db, "undone", [entry(0)], tx);
    throw new Error("changed my mind");
  });
  await expect(failing).rejects.toThrow("changed my mind");
  expect(await findNextOffset(db, "undone", 0)).toBe(0);
  await appendEntries(db, "undone", [entry(0)]);
  expect((await readAll("undone", 0)).map(span)).toEqual([[0, 0]]);
});

test("a consumer starts at 0, moves with its transaction, and stands there when it comes back", async () => {
  expect([...(await loadOffsets(db, "reader", "moving", 3))].sort()).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
  ]);
  await withWorker(db, (tx) => commitOffsets(tx, "reader", "moving", [{ partition: 1, from: 0, to: 10 }]));
  expect([...(await loadOffsets(db, "reader", "moving", 3))].sort()).toEqual([
    [0, 0],
    [1, 10],
    [2, 0],
  ]);
  expect(await findOffset(app, "reader", "moving", 1)).toBe(10);
  expect(await findOffset(app, "stranger", "moving", 1)).toBe(0);
});

test("a second mover is refused and everything its transaction did is undone", async () => {
  await loadOffsets(db, "contended", "moving", 2);
  const work = (text: string) =>
    withWorker(db, async (tx) => {
      await appendEntries(db, "results", [entry(0, acme, 1, text)], tx);
      await commitOffsets(tx, "contended", "moving", [
        { partition: 0, from: 0, to: 5 },
        { partition: 1, from: 0, to: 5 },
      ]);
    });
  const outcomes = await Promise.allSettled([work("one"), work("other")]);
  const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(lost).toMatchObject([{ code: "log.lost_ownership" }]);
  expect(await readAll("results", 0)).toHaveLength(1);
  expect(await findOffset(db, "contended", "moving", 1)).toBe(5);
});

test("a tenant reads its own entries and no others, forwards and backwards", async () => {
  await appendEntries(db, "tenants", [entry(0, acme, 2, "a"), entry(0, globex, 2, "g"), entry(0, acme, 1, "b")]);
  const at = { stream: "tenants", partition: 0, entriesMax: 10 };
  const texts = (entries: readonly { body: Uint8Array }[]) => entries.map(({ body }) => Buffer.from(body).toString());
  expect(texts(await readTenantEntries(app, acme, { ...at, fromOffset: 0 }))).toEqual(["a", "b"]);
  expect(texts(await readTenantEntries(app, acme, { ...at, fromOffset: 2 }))).toEqual(["b"]);
  expect(texts(await readTenantEntries(app, acme, { ...at, fromOffset: 1 }))).toEqual(["a", "b"]);
  expect(texts(await readTenantEntries(app, globex, { ...at, fromOffset: 0 }))).toEqual(["g"]);
  expect(texts(await readTenantEntriesBefore(app, acme, { ...at, beforeOffset: 5 }))).toEqual(["b", "a"]);
  expect(texts(await readTenantEntriesBefore(app, acme, { ...at, beforeOffset: 4 }))).toEqual(["a"]);
  expect((await app.reads.query("SELECT FROM log.entries")).rowCount).toBe(0);
});

test("old entries go, except those that some consumer has not passed", async () => {
  await appendEntries(db, "aging", [entry(0, acme, 2), entry(0, acme, 2), entry(1, acme, 2)]);
  await loadOffsets(db, "fast", "aging", 2);
  await loadOffsets(db, "slow", "aging", 2);
  await withWorker(db, async (tx) => {
    await commitOffsets(tx, "fast", "aging", [
      { partition: 0, from: 0, to: 4 },
      { partition: 1, from: 0, to: 2 },
    ]);
    await commitOffsets(tx, "slow", "aging", [
      { partition: 0, from: 0, to: 2 },
      { partition: 1, from: 0, to: 2 },
    ]);
  });
  expect(await deleteOldEntries(db, "aging", 3_600_000)).toBe(0);
  expect(await deleteOldEntries(db, "aging", -1)).toBe(2);
  expect((await readAll("aging", 0)).map(span)).toEqual([[2, 3]]);
  expect(await findNextOffset(db, "aging", 0)).toBe(4);
});

test("a listener hears of an append when it is committed", async () => {
  const stopping = new AbortController();
  const heard: unknown[] = [];
  let ring: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      ring = resolve;
    });
  const connected = next();
  const listening = listenToLog(
    db,
    (appended) => {
      heard.push(appended);
      ring();
    },
    stopping.signal,
  );
  await connected;
  const rung = next();
  await appendEntries(db, "heard", [entry(3, globex)]);
  await rung;
  expect(heard).toEqual([null, { stream: "heard", partition: 3, tenantId: globex }]);
  stopping.abort();
  await listening;
});
