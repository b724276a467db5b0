import { expect, test } from "vitest";
import { budgetSentence, forecastBudget } from "./budget";
import { batchOf } from "./budget-traffic";
import { exchangeCost, publishBytes } from "./budget-wire";
import { EdgePackage } from "./package";

// Promise: what a package costs in a month is known before it is deployed, everything on the wire counted.

type Of = { points?: number; pollMs?: number; batchMs?: number; heartbeatMs?: number; budget?: number };

function packageOf({ points = 5, pollMs = 60_000, batchMs = 60_000, heartbeatMs = 900_000, budget }: Of = {}) {
  return EdgePackage.parse({
    version: 1,
    tenant: "acme",
    gateway: "gw-1",
    reporting: { batchMs, heartbeatMs },
    ...(budget === undefined ? {} : { budget: { bytesPerMonth: budget } }),
    sources: [
      {
        ...{ id: "m", device: "meter-1", driver: "modbus", host: "127.0.0.1", port: 502, unitId: 1, pollMs },
        points: Array.from({ length: points }, (_, index) => ({
          ...{ name: `point-${index}`, table: "holding", address: index * 2, type: "float32" },
        })),
      },
    ],
  });
}
const constant = () => ({ changeShare: 0, valueBytes: 8 });

test("a publish on the wire: the numbers of MQTT 5, TLS 1.3 and TCP, counted by hand", () => {
  // 1 header + 2 length + 2 + 29 topic + 2 id + 1 properties + 200 payload, as counted on a real connection.
  expect(publishBytes(200, 29)).toBe(237);
  const { stream, wire } = exchangeCost({ plain: 237, messages: 1 });
  expect(stream).toBe(237 + 22 + 6 + 22);
  // Each of the two has a header and a bare ACK.
  expect(wire).toBe(stream + 4 * 52);
});

test("five points a minute in one message are under 50 MB a month; each alone would not be", () => {
  const together = forecastBudget(packageOf({ budget: 50_000_000 }));
  expect(together.readingsPerDay).toBeCloseTo(7200);
  expect(together.messagesPerDay).toBeCloseTo(1440);
  expect(budgetSentence(together)).toMatch(/^\d+ MB\/month of 50; first day over budget: never$/);
  const [source] = packageOf({ budget: 50_000_000 }).sources;
  if (source === undefined) throw new Error("no source");
  const alone = {
    ...packageOf({ budget: 50_000_000 }),
    sources: source.points.map((point, index) => ({
      ...source,
      id: `s${index}`,
      device: `d-${index}`,
      points: [point],
    })),
  } as EdgePackage;
  const apart = forecastBudget(alone);
  expect(apart.messagesPerDay).toBeCloseTo(5 * 1440);
  expect(apart.perDay.wire).toBeGreaterThan(together.perDay.wire * 1.5);
});

test("a longer batch is cheaper, and a budget's month ends on the day it is used up", () => {
  // From there on nearly all of it is the readings themselves.
  const costs = [1_000, 10_000, 60_000].map(
    (batchMs) => forecastBudget(packageOf({ pollMs: 1_000, batchMs, budget: 50_000_000 })).bytesPerMonth,
  );
  expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  const over = forecastBudget(packageOf({ pollMs: 1_000, batchMs: 1_000, budget: 50_000_000 }));
  const day = over.firstDayOver ?? 0;
  expect(over.perDay.wire * day).toBeGreaterThan(50_000_000);
  expect(over.perDay.wire * (day - 1)).toBeLessThanOrEqual(50_000_000);
  expect(budgetSentence(over)).toContain(`of 50; first day over budget: ${day}`);
});

test("points that never change cost their heartbeat, together", () => {
  const { share, readings, messages } = batchOf(packageOf({ batchMs: 1_000, heartbeatMs: 60_000 }), constant);
  expect(share).toBeCloseTo(1 / 60);
  expect(messages).toBeCloseTo(1);
  expect(readings).toBeCloseTo(5);
});

test("with every sample a change, a heartbeat has nothing to repeat; with few, the two add up", () => {
  const rare = { changeShare: 0.1, valueBytes: 8 };
  const of = (heartbeatMs: number) =>
    forecastBudget(packageOf({ points: 1, pollMs: 1_000, batchMs: 1_000, heartbeatMs }), { behaviour: () => rare });
  expect(of(3_600_000).readingsPerDay).toBeCloseTo(8_640, 0);
  // Every ten seconds a change; a heartbeat of five finds silence in 0.9^5 of its waits.
  expect(of(5_000).readingsPerDay).toBeCloseTo(8_640 / (1 - 0.9 ** 5), 0);
});

test("silence is kept alive, and a status each ten seconds leaves nothing to keep alive", () => {
  const quiet = { behaviour: constant };
  const onBudget = forecastBudget(packageOf({ heartbeatMs: 86_400_000, budget: 50_000_000 }), quiet);
  expect(onBudget.parts.keepAlive).toBeGreaterThan(0);
  expect(forecastBudget(packageOf(), quiet).parts.keepAlive).toBe(0);
});

test("a package without sources costs its presence, and one without a budget is over none", () => {
  const idle = forecastBudget({ ...packageOf(), sources: [] });
  expect(idle.parts.telemetry).toBe(0);
  expect(idle.perDay.wire).toBeGreaterThan(0);
  expect(idle.firstDayOver).toBeNull();
  expect(budgetSentence(idle)).toMatch(/MB\/month; no budget$/);
});
