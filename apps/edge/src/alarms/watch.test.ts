import { EdgeAlarm } from "@outstation/contracts/edge/alarms";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { expect, test } from "vitest";
import { SET_BACK_AFTER_MS, type Told, watch } from "./watch";

// Promise: a limit looks at the source's time and at nothing that is older than what it saw, and no clock makes it blind.

const NOW = 1_732_420_000_000;
const limit = (more: object = {}) =>
  EdgeAlarm.parse({ id: "hot", device: "line-3", point: "temperature", kind: "high", setpoint: 80, ...more });
const reading = (measuredAt: number, value: number | null, quality: Reading["quality"] = "good"): Reading => ({
  point: "temperature",
  value,
  measuredAt,
  quality,
});
const said = (told: readonly Told[]) => told.map(({ state, at, value }) => `${state} at ${at - NOW}: ${value}`);

test("the reading that stood tells of a delay that ran out, and not the one that ends it", () => {
  const watched = watch(limit({ onDelayMs: 5000 }), undefined, NOW);
  expect(watched.see(reading(NOW, 81), NOW)).toEqual([]);
  expect(said(watched.see(reading(NOW + 60_000, 20), NOW + 60_000))).toEqual([
    "active at 5000: 81",
    "normal at 60000: 20",
  ]);
});

test("while nothing is reported the source's time goes on as ours does, however far apart they are", () => {
  const behind = NOW - 3_600_000;
  const watched = watch(limit({ onDelayMs: 5000 }), undefined, NOW);
  watched.see(reading(behind, 81), NOW);
  expect(watched.letPass(NOW + 4999)).toEqual([]);
  expect(said(watched.letPass(NOW + 5000))).toEqual([`active at ${behind - NOW + 5000}: 81`]);
  expect(watched.letPass(NOW + 900_000)).toEqual([]);
});

test("a reading that comes late is not looked at", () => {
  const watched = watch(limit(), undefined, NOW);
  watched.see(reading(NOW, 20), NOW);
  expect(watched.see(reading(NOW - 1, 200), NOW + 10)).toEqual([]);
  expect(watched.held().phase).toBe("normal");
});

test("a source whose clock was set back is looked at again after a minute, and its old delay is broken off", () => {
  const watched = watch(limit({ onDelayMs: 5000 }), undefined, NOW);
  watched.see(reading(NOW, 20), NOW);
  watched.see(reading(NOW + 1000, 81), NOW + 1000);
  const back = NOW - 3_600_000;
  expect(watched.see(reading(back, 81), NOW + 2000)).toEqual([]);
  expect(watched.see(reading(back + SET_BACK_AFTER_MS, 81), NOW + 1000 + SET_BACK_AFTER_MS)).toEqual([]);
  expect(said(watched.letPass(NOW + 6000 + SET_BACK_AFTER_MS))).toEqual([
    `active at ${back - NOW + SET_BACK_AFTER_MS + 5000}: 81`,
  ]);
});

test("the loss of the source, which has our time, does not make what it says afterwards look old", () => {
  const behind = NOW - 30_000;
  const watched = watch(limit(), undefined, NOW);
  watched.see(reading(behind, 20), NOW);
  watched.see(reading(NOW + 5000, null, "bad"), NOW + 5000);
  expect(said(watched.see(reading(behind + 6000, 81), NOW + 6000))).toEqual(["active at -24000: 81"]);
});

test("what was active stays active over a restart, with its beginning; what is older than its change says nothing", () => {
  const watched = watch(limit({ deadband: 5 }), { activeSince: NOW, changedAt: NOW + 1000 }, NOW + 2000);
  expect(watched.see(reading(NOW + 500, 20), NOW + 2001)).toEqual([]);
  expect(watched.see(reading(NOW + 2002, 76), NOW + 2002)).toEqual([]);
  expect(watched.see(reading(NOW + 2003, 75), NOW + 2003)).toMatchObject([{ state: "normal", activeSince: NOW }]);
});
