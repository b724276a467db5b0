import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { decodeEvent, type EdgeAlarmEvent } from "@outstation/contracts/mqtt/event";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { manualClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAlarmBook } from "./alarm-book";
import { createAlarms } from "./alarms";

// Promise: an alarm is told once for each change, over a crash at any moment and over a disk that takes nothing, and is what
// it was after a restart.

const NOW = 1_732_420_000_000;
const logger = createLogger("test", "silent");
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "alarms-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const hot = { id: "hot", device: "line-3", point: "temperature", kind: "high", setpoint: 80, onDelayMs: 5000 } as const;
const packageOf = (...limits: readonly object[]) =>
  EdgePackage.parse({
    ...{ version: 3, tenant: "acme", gateway: "gw-1", reporting: { batchMs: 1000, heartbeatMs: 60_000 } },
    sources: [
      {
        ...{ id: "plc", device: "line-3", driver: "opcua", endpoint: "opc.tcp://127.0.0.1:1", securityMode: "None" },
        points: ["temperature", "pressure"].map((name) => ({ name, nodeId: `ns=2;s=${name}` })),
      },
    ],
    alarms: { limits },
  });
const temperature = (at: number, value: number): Reading => ({
  ...{ point: "temperature", value, measuredAt: NOW + at, quality: "good" },
});

/** One run of the gateway's alarms over the folder's file. `crash` leaves the book as it is. */
function run(clock = manualClock(NOW)) {
  const told: EdgeAlarmEvent[] = [];
  let takes = true;
  let durable = true;
  const book = openAlarmBook({ file: join(dataDir, "alarms.db"), clock, logger });
  const alarms = createAlarms({
    ...{ book, clock, logger, onChanged: () => {} },
    publish(payloads) {
      if (!takes) throw new Error("database or disk is full");
      for (const payload of payloads) {
        const decoded = decodeEvent(payload);
        if (!("known" in decoded) || !decoded.known) throw new Error("the platform would not understand it");
        told.push(decoded.event);
      }
      return durable;
    },
  });
  return {
    ...{ alarms, book, clock, told },
    ids: () => told.map(({ id }) => id),
    full: (isFull: boolean) => {
      takes = !isFull;
    },
    keepsInMemory: (inMemory: boolean) => {
      durable = !inMemory;
    },
  };
}

test("a change is told once, with what the operator needs, and shown in the status until it is over", () => {
  const { alarms, told, clock, ids } = run();
  alarms.use(packageOf({ ...hot, message: "Open the cooling water", priority: "high" }));
  alarms.see("line-3", [temperature(0, 81), { ...temperature(0, 99), point: "pressure" }]);
  alarms.see("line-4", [temperature(0, 200)]);
  expect(told).toEqual([]);
  clock.advance(5000);
  alarms.beat();
  alarms.beat();
  expect(told).toEqual([
    {
      ...{ kind: "alarm", id: `hot@${NOW}/active`, occurrence: `hot@${NOW}`, alarm: "hot" },
      ...{ device: "line-3", point: "temperature", state: "active", since: NOW, at: NOW + 5000, priority: "high" },
      limit: { kind: "high", setpoint: 80, deadband: 0, onDelayMs: 5000, offDelayMs: 0 },
      ...{ value: 81, quality: "good", message: "Open the cooling water", packageVersion: 3 },
    },
  ]);
  const active = { id: "hot", device: "line-3", point: "temperature", priority: "high", since: NOW };
  expect(alarms.status()).toEqual({ alarms: { count: 1, active: [active] } });
  expect(alarms.active()).toEqual(new Set(["hot"]));
  alarms.see("line-3", [temperature(6000, 20)]);
  expect(ids()).toEqual([`hot@${NOW}/active`, `hot@${NOW}/normal`]);
  expect(alarms.status()).toEqual({ alarms: { count: 0, active: [] } });
});

test("what a historian hands over of the time before raises no alarm now", () => {
  const { alarms, told } = run();
  alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  alarms.see("line-3", [{ ...temperature(0, 81), context: { backfill: true } }]);
  expect(told).toEqual([]);
  alarms.see("line-3", [temperature(1, 81)]);
  expect(told).toHaveLength(1);
});

test("after a crash an active alarm is active, is not told again, and ends with its own beginning", () => {
  const first = run();
  first.alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  first.alarms.see("line-3", [temperature(0, 81)]);
  expect(first.ids()).toEqual([`hot@${NOW}/active`]);
  const second = run(manualClock(NOW + 60_000));
  second.alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  expect(second.alarms.active()).toEqual(new Set(["hot"]));
  second.alarms.see("line-3", [temperature(60_000, 82)]);
  expect(second.told).toEqual([]);
  second.alarms.see("line-3", [temperature(61_000, 20)]);
  expect(second.ids()).toEqual([`hot@${NOW}/normal`]);
});

test("what the spool did not take is told when it does, in order, also by the next run", () => {
  const first = run();
  first.alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  first.full(true);
  first.alarms.see("line-3", [temperature(0, 81)]);
  first.alarms.see("line-3", [temperature(1, 20)]);
  expect(first.told).toEqual([]);
  expect(first.alarms.status()).toMatchObject({ alarms: { count: 0 } });
  const second = run();
  second.alarms.use(packageOf(hot));
  second.alarms.beat();
  expect(second.ids()).toEqual([`hot@${NOW}/active`, `hot@${NOW}/normal`]);
  second.alarms.beat();
  expect(run().book.waiting(1)).toEqual([]);
  expect(second.told).toHaveLength(2);
});

test("what the spool keeps in memory alone is offered once, and again by the next run if this one ends", () => {
  const first = run();
  first.alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  first.keepsInMemory(true);
  first.alarms.see("line-3", [temperature(0, 81)]);
  first.alarms.beat();
  first.alarms.see("line-3", [temperature(1, 20)]);
  expect(first.ids()).toEqual([`hot@${NOW}/active`]);
  const second = run();
  second.alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  second.alarms.beat();
  expect(second.ids()).toEqual([`hot@${NOW}/active`, `hot@${NOW}/normal`]);
  const third = run();
  third.alarms.use(packageOf(hot));
  third.keepsInMemory(true);
  third.alarms.beat();
  expect(third.told).toEqual([]);
});

test("a book that takes nothing holds up no alarm, and takes it later", () => {
  const { alarms, book, told } = run();
  alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  const { save } = book;
  book.save = () => {
    throw new Error("database or disk is full");
  };
  alarms.see("line-3", [temperature(0, 81)]);
  expect([alarms.active(), told]).toEqual([new Set(["hot"]), []]);
  book.save = save;
  alarms.beat();
  expect(told).toHaveLength(1);
});

test("a new package leaves an unchanged delay running, and keeps an active alarm whose setpoint it moves", () => {
  const { alarms, clock, ids } = run();
  alarms.use(packageOf(hot));
  alarms.see("line-3", [temperature(0, 81)]);
  clock.advance(5000);
  alarms.use(packageOf(hot, { ...hot, id: "hotter", kind: "high-high", setpoint: 90 }));
  alarms.beat();
  expect(ids()).toEqual([`hot@${NOW}/active`]);
  alarms.use(packageOf({ ...hot, setpoint: 70 }));
  expect(alarms.active()).toEqual(new Set(["hot"]));
  alarms.see("line-3", [temperature(6000, 75)]);
  expect(ids()).toHaveLength(1);
});

test.each([
  ["is in no package any more", []],
  ["is of another point now", [{ ...hot, point: "pressure" }]],
])("an active alarm that %s ends, and says why", (_, limits) => {
  const { alarms, told } = run();
  alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  alarms.see("line-3", [temperature(0, 81)]);
  alarms.use(packageOf(...limits));
  expect(told.at(-1)).toMatchObject({ id: `hot@${NOW}/normal`, value: null, reason: "removed from the package" });
  expect(alarms.active()).toEqual(new Set());
  expect(run().book.load()).toEqual([]);
});

test("a damaged file is put aside, and the alarms begin anew", () => {
  writeFileSync(join(dataDir, "alarms.db"), "this was a database once".repeat(400));
  const { alarms, told } = run();
  alarms.use(packageOf({ ...hot, onDelayMs: 0 }));
  alarms.see("line-3", [temperature(0, 81)]);
  expect(told).toHaveLength(1);
  expect(readdirSync(dataDir)).toContain(`alarms.db.damaged-${NOW}`);
});
