import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SpoolClass } from "@outstation/contracts/edge/spool";
import { manualClock } from "@outstation/kit/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLanes } from "./lanes";
import { UNCOUNTED_FROM } from "./message";
import { openSpool, type Spool, type SpooledMessage } from "./spool";

// Promise: neither does the backlog wait for what is new, nor what is new for the backlog; and each message comes once.

const clock = manualClock(Date.UTC(2026, 10, 24, 12));
let folder: string;
let spool: Spool;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-lanes-"));
  spool = openSpool({ file: join(folder, "spool.db"), clock });
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (count: number, of: SpoolClass = 2) =>
  spool.append(
    Array.from({ length: count }, () => ({ channel: "telemetry", class: of, encode: () => Buffer.from("x") }) as const),
  );
const seqs = (messages: readonly SpooledMessage[]) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test("a backlog alone goes oldest first, in full windows", () => {
  add(20);
  const lanes = openLanes(spool, clock);
  expect(seqs(lanes.next(8))).toEqual(range(1, 8));
  expect(seqs(lanes.next(20))).toEqual(range(9, 20));
  expect(lanes.next(8)).toEqual([]);
});

test("what is new has three quarters of a window and the backlog the rest; what one leaves the other takes", () => {
  add(100);
  const lanes = openLanes(spool, clock);
  add(10);
  expect(seqs(lanes.next(8))).toEqual([...range(101, 106), 1, 2]);
  expect(seqs(lanes.next(8))).toEqual([...range(107, 110), ...range(3, 6)]);
  expect(seqs(lanes.next(8))).toEqual(range(7, 14));
  add(1);
  expect(seqs(lanes.next(1))).toEqual([111]);
});

test("alarms go first in both lanes, then high, normal and low", () => {
  add(3, 3);
  add(3, 2);
  add(1, 0);
  const lanes = openLanes(spool, clock);
  add(2, 3);
  add(2, 1);
  add(1, 0);
  const alarm = UNCOUNTED_FROM;
  expect(seqs(lanes.next(8))).toEqual([alarm + 2, 9, 10, 7, 8, alarm + 1, 4, 5]);
});

test("classes that a budget holds back come when it allows them", () => {
  add(2, 3);
  const lanes = openLanes(spool, clock);
  add(2, 3);
  add(1, 1);
  expect(seqs(lanes.next(8, { leastClass: 1 }))).toEqual([5]);
  expect(seqs(lanes.next(8)).sort()).toEqual([1, 2, 3, 4]);
});

test("over a line too narrow for what is new, the newest goes first and the rest is not lost", () => {
  const lanes = openLanes(spool, clock);
  add(6);
  expect(seqs(lanes.next(2))).toEqual([1, 2]);
  clock.advance(10_001);
  add(1);
  // What is too old has joined the backlog with what came before the look.
  expect(seqs(lanes.next(4))).toEqual(range(3, 6));
  add(1);
  expect(seqs(lanes.next(4))).toEqual([8, 7]);
});

test("what was not acknowledged comes again over the next connection, also from an earlier start", () => {
  add(3);
  const { boot } = spool;
  spool.acknowledge([{ boot, seq: 2 }]);
  spool.close();
  spool = openSpool({ file: join(folder, "spool.db"), clock });
  add(1);
  const lanes = openLanes(spool, clock);
  add(1);
  expect(lanes.next(4).map((message) => [message.boot, message.seq])).toEqual([
    [spool.boot, 2],
    [boot, 1],
    [boot, 3],
    [spool.boot, 1],
  ]);
});
