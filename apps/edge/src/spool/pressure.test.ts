import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpoolClass } from "@outstation/contracts/edge/spool";
import { manualClock } from "@outstation/kit/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSpool, type Spool } from "./spool";
import type { SpoolTrouble } from "./trouble";

// Promise: without room the oldest of the least important goes first, alarms last, and what went is named.

const clock = manualClock(Date.UTC(2026, 10, 24, 12));
const LIMIT = 400 * 1024;
let folder: string;
let spool: Spool;
let troubles: SpoolTrouble[];
const open = () =>
  openSpool({ file: join(folder, "spool.db"), clock, bytesMax: LIMIT, onTrouble: (trouble) => troubles.push(trouble) });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-pressure-"));
  troubles = [];
  spool = open();
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (count: number, of: SpoolClass) => {
  for (let done = 0; done < count; done += 10)
    spool.append(
      Array.from(
        { length: 10 },
        () => ({ channel: "telemetry", class: of, encode: () => Buffer.alloc(1000) }) as const,
      ),
    );
};
const waiting = (of: SpoolClass) =>
  spool.list(of, { after: { boot: 0, seq: 0 }, upTo: { boot: 1e12, seq: 0 }, limit: 10_000 });

test("under pressure the oldest goes, the newest stays, the file keeps its limit, and the runs say what is missing", () => {
  add(2000, 2);
  const kept = waiting(2);
  expect(kept.length).toBeGreaterThan(200);
  expect(kept.map(({ seq }) => seq)).toEqual(
    Array.from({ length: kept.length }, (_, index) => 2001 - kept.length + index),
  );
  const { spool: said, dropped } = spool.status();
  expect(said).toMatchObject({ state: "pressure", lost: 2000 - kept.length, limitBytes: LIMIT });
  expect(said.usedBytes).toBeLessThanOrEqual(LIMIT);
  expect(said.usedBytes).toBeGreaterThan(LIMIT * 0.9);
  expect(dropped).toEqual([{ boot: spool.boot, from: 1, to: 2000 - kept.length }]);
  expect(troubles).toEqual([{ what: "dropped", detail: expect.stringContaining("oldest") }]);
});

test("low goes before normal, normal before high, and alarms last", () => {
  add(50, 0);
  add(50, 1);
  add(50, 2);
  add(50, 3);
  add(100, 2);
  expect(waiting(3).length).toBeGreaterThan(0);
  expect(waiting(3).length).toBeLessThan(50);
  expect(([0, 1, 2] as const).map((of) => waiting(of).length)).toEqual([50, 50, 150]);
  add(100, 1);
  expect(waiting(3)).toEqual([]);
  expect(waiting(2).length).toBeLessThan(150);
  expect(([0, 1] as const).map((of) => waiting(of).length)).toEqual([50, 150]);
  add(500, 1);
  expect(waiting(2)).toEqual([]);
  expect(waiting(0)).toHaveLength(50);
  add(500, 0);
  expect(waiting(1)).toEqual([]);
  expect(waiting(0).length).toBeGreaterThan(200);
});

test("what was let go is still said after the next start, and pressure is over when it is", () => {
  add(1000, 2);
  const { dropped } = spool.status();
  spool.close();
  clock.advance(60_000);
  spool = open();
  expect(spool.status()).toMatchObject({ spool: { state: "ok", lost: 0 }, dropped });
});
