import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@outstation/kit/clock";
import Database from "libsql";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type NewMessage, openSpool, type Spool } from "./spool";

const noon = Date.UTC(2026, 10, 24, 12);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-spool-"));
  file = join(folder, "spool.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const message = (text: string): NewMessage => ({
  channel: "telemetry",
  encode: ({ boot, seq }) => Buffer.from(`${boot}/${seq} ${text}`),
});
const texts = (spool: Spool) => spool.listAfter(null, 1000).map(({ payload }) => Buffer.from(payload).toString());
const highWaterMarks = () => {
  const db = new Database(file, { readonly: true });
  const rows = db.prepare("SELECT boot, last_seq FROM boots ORDER BY boot").all();
  db.close();
  return rows;
};

// Promise: what got a number is on the disk, in order, and stays there until the broker acknowledged it.

test("numbers start at 1 and follow the order of appending, over transactions", () => {
  const spool = openSpool({ file, clock: manualClock(noon) });
  spool.append([message("a"), message("b")]);
  spool.append([message("c")]);
  expect(texts(spool)).toEqual(["a", "b", "c"].map((text, index) => `${spool.boot}/${index + 1} ${text}`));
  expect(highWaterMarks()).toEqual([{ boot: spool.boot, last_seq: 3 }]);
  spool.close();
});

test("every start has a higher epoch, also when the clock stands still or went back", () => {
  const boots = [noon, noon, noon - 86_400_000, noon + 5000].map((start) => {
    const spool = openSpool({ file, clock: manualClock(start) });
    spool.close();
    return spool.boot;
  });
  const second = noon / 1000;
  expect(boots).toEqual([second, second + 1, second + 2, second + 5]);
});

test("a gateway with a new disk does not use its old numbers again", () => {
  const old = openSpool({ file, clock: manualClock(noon) });
  old.close();
  const replaced = openSpool({ file: join(folder, "new.db"), clock: manualClock(noon + 3_600_000) });
  expect(replaced.boot).toBeGreaterThan(old.boot);
  replaced.close();
});

test("messages of an earlier start come before those of this one", () => {
  const clock = manualClock(noon);
  const first = openSpool({ file, clock });
  first.append([message("before")]);
  first.close();
  const second = openSpool({ file, clock });
  second.append([message("after")]);
  expect(texts(second)).toEqual([`${first.boot}/1 before`, `${second.boot}/1 after`]);
  second.close();
});

test("only acknowledged messages are deleted, and the level follows", () => {
  const clock = manualClock(noon);
  const spool = openSpool({ file, clock });
  spool.append([message("a"), message("b"), message("c")]);
  const bytes = `${spool.boot}/1 a`.length;
  clock.advance(1500);
  expect(spool.level()).toEqual({ messages: 3, bytes: 3 * bytes, oldestAgeMs: 1500 });
  const { boot } = spool;
  spool.acknowledge([
    { boot, seq: 1 },
    { boot, seq: 3 },
  ]);
  spool.acknowledge([{ boot, seq: 1 }]);
  expect(texts(spool)).toEqual([`${boot}/2 b`]);
  expect(spool.level()).toEqual({ messages: 1, bytes, oldestAgeMs: 1500 });
  spool.close();
  const reopened = openSpool({ file, clock });
  expect(reopened.level()).toEqual({ messages: 1, bytes, oldestAgeMs: 1500 });
  reopened.close();
});

test("listing goes on after a key and stops at the limit", () => {
  const spool = openSpool({ file, clock: manualClock(noon) });
  spool.append(["a", "b", "c", "d"].map(message));
  const { boot } = spool;
  expect(spool.listAfter({ boot, seq: 1 }, 2).map(({ seq }) => seq)).toEqual([2, 3]);
  expect(spool.listAfter({ boot, seq: 4 }, 2)).toEqual([]);
  spool.close();
});

test("a batch that fails half-way leaves no message and no number behind", () => {
  const spool = openSpool({ file, clock: manualClock(noon) });
  const broken: NewMessage = {
    channel: "telemetry",
    encode: () => {
      throw new Error("cannot be spelled");
    },
  };
  expect(() => spool.append([message("a"), broken])).toThrow("cannot be spelled");
  spool.append([message("b")]);
  expect(texts(spool)).toEqual([`${spool.boot}/1 b`]);
  expect(highWaterMarks()).toEqual([{ boot: spool.boot, last_seq: 1 }]);
  spool.close();
});

test("a spool of the first version is taken over: everything that waited is sent, in order", () => {
  const old = new Database(file);
  old.exec(`CREATE TABLE boots (boot INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, last_seq INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE messages (boot INTEGER NOT NULL, seq INTEGER NOT NULL, channel TEXT NOT NULL, payload BLOB NOT NULL,
      enqueued_at INTEGER NOT NULL, PRIMARY KEY (boot, seq)) WITHOUT ROWID;
    INSERT INTO boots VALUES (7, 0, 2);
    INSERT INTO messages VALUES (7, 1, 'telemetry', x'6131', 5), (7, 2, 'telemetry', x'6232', 6);`);
  old.close();
  const spool = openSpool({ file, clock: manualClock(noon) });
  expect(texts(spool)).toEqual(["a1", "b2"]);
  expect(spool.level()).toMatchObject({ messages: 2, bytes: 4 });
  spool.acknowledge([{ boot: 7, seq: 1 }]);
  expect(texts(spool)).toEqual(["b2"]);
  expect(spool.status().spool.damage).toBeUndefined();
  spool.close();
});

test("a clock that lost its time does not bring old numbers back, not even with the store gone", () => {
  const first = openSpool({ file, clock: manualClock(noon) });
  first.append([message("a")]);
  first.close();
  for (const part of ["", "-wal", "-shm"]) rmSync(file + part, { force: true });
  const second = openSpool({ file, clock: manualClock(0) });
  expect(second.boot).toBeGreaterThan(first.boot);
  expect(second.status()).toMatchObject({
    spool: { damage: { reason: "the store was gone" } },
    dropped: [{ boot: first.boot, from: 1, to: 1 }],
  });
  second.close();
});
