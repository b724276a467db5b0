import { expect, test } from "vitest";
import { causeOf, type Evidence } from "./cause";
import type { Gap } from "./ledger";
import { normalSilenceMs, restartSilences, silentHours } from "./silence";

// Promise: a cause is said only where it is known; and a silence is one only where it is longer than the normal one.

const T0 = Date.UTC(2026, 10, 24, 6);
const MIN = 60_000;
const gap: Gap = { from: 5, to: 9, after: T0, before: T0 + 60 * MIN, openedAt: T0 + 60 * MIN, cause: "unknown" };
const nothing: Evidence = { connectedAt: null, disconnectedAt: null, dropped: [], countQuarantined: () => 0 };

test.each<[what: string, evidence: Partial<Evidence>, cause: string]>([
  ["nothing", {}, "unknown"],
  ["connected all the time", { connectedAt: T0 - 60 * MIN }, "unknown"],
  ["away and back between", { disconnectedAt: T0 + 5 * MIN, connectedAt: T0 + 50 * MIN }, "device_offline"],
  ["still away", { disconnectedAt: T0 + 5 * MIN, connectedAt: T0 - 60 * MIN }, "device_offline"],
  ["back long before", { disconnectedAt: T0 - 90 * MIN, connectedAt: T0 - 60 * MIN }, "unknown"],
  ["away long after", { disconnectedAt: T0 + 90 * MIN, connectedAt: T0 - 60 * MIN }, "unknown"],
  ["all in quarantine", { countQuarantined: () => 5 }, "quarantined"],
  ["some in quarantine", { countQuarantined: () => 4 }, "unknown"],
  ["let go of by the device", { dropped: [{ boot: 7, from: 1, to: 9 }] }, "gateway_spool_overflow"],
  ["let go of in part", { dropped: [{ boot: 7, from: 6, to: 9 }] }, "unknown"],
  ["let go of in another boot", { dropped: [{ boot: 6, from: 1, to: 9 }] }, "unknown"],
])("%s", (_, evidence, cause) => {
  expect(causeOf(7, gap, { ...nothing, ...evidence })).toBe(cause);
});

test("what was known of a gap stays when the evidence is gone, and gives way to better", () => {
  const offline: Gap = { ...gap, cause: "device_offline" };
  expect(causeOf(7, offline, nothing)).toBe("device_offline");
  expect(causeOf(7, offline, { ...nothing, countQuarantined: () => 5 })).toBe("quarantined");
});

test("a restart is a silence where it took longer than is normal at the rate before", () => {
  const boot = { boot: 1, lastSeq: 61, earliestMeasuredAt: T0, latestMeasuredAt: T0 + 60 * MIN };
  expect(normalSilenceMs(boot)).toBe(5 * MIN);
  const after = (ms: number) => ({ boot: 2, lastSeq: 1, earliestMeasuredAt: T0 + 60 * MIN + ms, latestMeasuredAt: 0 });
  expect(restartSilences([after(5 * MIN), boot])).toEqual([]);
  expect(restartSilences([after(5 * MIN + 1), boot])).toEqual([
    { boot: 2, from: T0 + 60 * MIN, to: T0 + 65 * MIN + 1 },
  ]);
});

test("silent hours: at the beginning, between and at the end, but not the hour that is not over", () => {
  const hour = (index: number) => T0 + index * 60 * MIN;
  expect(silentHours([hour(2), hour(3), hour(5)], { from: hour(0), to: hour(8) + 10 * MIN })).toEqual([
    { from: hour(0), to: hour(2) },
    { from: hour(4), to: hour(5) },
    { from: hour(6), to: hour(8) },
  ]);
  expect(silentHours([hour(0), hour(1)], { from: hour(0), to: hour(2) + MIN })).toEqual([]);
  expect(silentHours([], { from: hour(0) + 1, to: hour(2) })).toEqual([{ from: hour(1), to: hour(2) }]);
});
