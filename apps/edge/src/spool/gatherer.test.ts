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

test("priorities go in messages of their own, what matters most first", () => {
  const gatherer = createGatherer(spool, () => {});
  gatherer.add("filler-1", [reading("ambient", 1)], "low");
  gatherer.add("filler-1", [reading("speed", 2)]);
  gatherer.add("filler-1", [reading("pressure", 3)], "high");
  expect(gatherer.flush()).toBe(3);
  const written = spool.listAfter(null, 10);
  expect(written.map((message) => message.class)).toEqual([1, 2, 3]);
  expect(decoded().map(({ readings }) => readings[0]?.point)).toEqual(["pressure", "speed", "ambient"]);
});

test("more than memory should hold is written before its tick, in order", () => {
  let early = 0;
  const gatherer = createGatherer(spool, () => expect.fail("nothing is dropped"), { onEarly: () => (early += 1) });
  const many = Array.from({ length: 45_000 }, (_, index) => reading("speed", index));
  for (let from = 0; from < many.length; from += 1000) gatherer.add("filler-1", many.slice(from, from + 1000));
  expect(early).toBe(2);
  gatherer.flush();
  expect(decoded().flatMap(({ readings }) => readings.map(({ value }) => value))).toEqual(
    many.map(({ value }) => value),
  );
});

test("what memory cannot hold while the spool takes nothing is said to be dropped", () => {
  const dropped: number[] = [];
  const refusing = {
    append: () => {
      throw new Error("the spool takes nothing");
    },
  };
  const gatherer = createGatherer(refusing, (count) => dropped.push(count));
  const many = Array.from({ length: 60_000 }, (_, index) => reading("speed", index));
  gatherer.add("filler-1", many);
  gatherer.add("filler-1", many);
  expect(dropped).toEqual([20_000]);
  expect(gatherer.isDurable()).toBe(false);
});
