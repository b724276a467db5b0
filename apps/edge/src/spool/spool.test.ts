import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@outstation/kit/clock";
import Database from "libsql";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
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

// Processes, sockets and key pairs take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

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

test("what was appended survives kill -9 of the process that appended it", async () => {
  const script = `
    import { openSpool } from ${JSON.stringify(new URL("./spool.ts", import.meta.url).href)};
    const spool = openSpool({ file: ${JSON.stringify(file)}, clock: { now: () => Date.now() } });
    let made = 0;
    const more = () => {
      spool.append(Array.from({ length: 10 }, () => ({ channel: "telemetry", encode: ({ seq }) => Buffer.from(String(seq)) })));
      made += 10;
      process.stdout.write(made + "\\n");
      setImmediate(more);
    };
    more();
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: new URL("..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    said += part;
    if (said.split("\n").length > 20) child.kill("SIGKILL");
  });
  await once(child, "close");
  const promised = Number(said.split("\n").findLast((line) => /^\d+$/.test(line)));
  const spool = openSpool({ file, clock: { now: () => Date.now() } });
  const kept = spool.listAfter(null, 1_000_000).map(({ seq }) => seq);
  spool.close();
  expect(promised).toBeGreaterThanOrEqual(190);
  expect(kept.length).toBeGreaterThanOrEqual(promised);
  expect(kept).toEqual(kept.map((_, index) => index + 1));
  expect(highWaterMarks()[0]).toMatchObject({ last_seq: kept.length });
});
