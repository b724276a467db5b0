import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { decodeTelemetry } from "@outstation/contracts/mqtt/telemetry";
import { manualClock } from "@outstation/kit/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGatherer } from "./gatherer";
import { openSpool, type Spool } from "./spool";

// Promise: one message per device and tick, and nothing is lost while the disk refuses.

let folder: string;
let spool: Spool;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-gatherer-"));
  spool = openSpool({ file: join(folder, "spool.db"), clock: manualClock(Date.UTC(2026, 10, 24, 12)) });
});
afterEach(() => {
  spool.close();
  rmSync(folder, { recursive: true, force: true });
});

const reading = (point: string, value: number): Reading => ({
  point,
  value,
  measuredAt: Date.UTC(2026, 10, 24, 12),
  quality: "good",
});
const decoded = () => spool.listAfter(null, 100).map(({ payload }) => decodeTelemetry(payload));

test("the readings of a tick become one message per device, spelled for the platform", () => {
  const gatherer = createGatherer(spool, () => {});
  gatherer.add("filler-1", [reading("speed", 1)]);
  gatherer.add("meter-1", [reading("power", 2)]);
  gatherer.add("filler-1", [reading("speed", 3)]);
  expect(gatherer.flush()).toBe(2);
  expect(gatherer.flush()).toBe(0);
  expect(decoded()).toEqual([
    { child: "filler-1", sequence: { boot: spool.boot, seq: 1 }, readings: [reading("speed", 1), reading("speed", 3)] },
    { child: "meter-1", sequence: { boot: spool.boot, seq: 2 }, readings: [reading("power", 2)] },
  ]);
});

test("readings the disk refused are written at a later tick", () => {
  let full = true;
  const refusing: Spool = {
    ...spool,
    append: (messages) => {
      if (full) throw new Error("database or disk is full");
      return spool.append(messages);
    },
  };
  const gatherer = createGatherer(refusing, () => {});
  gatherer.add("filler-1", [reading("speed", 1)]);
  expect(() => gatherer.flush()).toThrow("full");
  full = false;
  gatherer.add("filler-1", [reading("speed", 2)]);
  expect(gatherer.flush()).toBe(1);
  expect(decoded()[0]?.readings.map(({ value }) => value)).toEqual([1, 2]);
});

test("what memory cannot hold is said to be dropped", () => {
  const dropped: number[] = [];
  const gatherer = createGatherer({ ...spool, append: () => expect.fail("not reached") }, (count) =>
    dropped.push(count),
  );
  const many = Array.from({ length: 60_000 }, (_, index) => reading("speed", index));
  gatherer.add("filler-1", many);
  gatherer.add("filler-1", many);
  expect(dropped).toEqual([20_000]);
});
