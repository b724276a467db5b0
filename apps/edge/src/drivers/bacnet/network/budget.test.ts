import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRequestBudget } from "./budget";

// Promise: no more requests in a second than the network may carry, one at a time to a device, and no device waits for another's queue.

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Asks so many times for a device, and writes down when each turn came. */
function ask(
  budget: ReturnType<typeof createRequestBudget>,
  device: string,
  times: number,
  log: string[],
  takesMs = 0,
) {
  for (let turn = 0; turn < times; turn++)
    void budget.turn(device).then((end) => {
      log.push(device);
      setTimeout(end, takesMs);
    });
}

test("ten a second are ten a second", async () => {
  const budget = createRequestBudget(() => 10);
  const log: string[] = [];
  for (let device = 0; device < 100; device++) ask(budget, `d${device}`, 1, log);
  await vi.advanceTimersByTimeAsync(1000);
  expect(log.length).toBeGreaterThanOrEqual(10);
  expect(log.length).toBeLessThanOrEqual(11);
  await vi.advanceTimersByTimeAsync(4000);
  expect(log.length).toBeLessThanOrEqual(51);
  expect(log.length).toBeGreaterThanOrEqual(48);
});

test("after a pause no more than a tenth of a second's requests go at once", async () => {
  const budget = createRequestBudget(() => 100);
  await vi.advanceTimersByTimeAsync(60_000);
  const log: string[] = [];
  for (let device = 0; device < 100; device++) ask(budget, `d${device}`, 1, log);
  await vi.advanceTimersByTimeAsync(0);
  expect(log).toHaveLength(10);
});

test("a device with a thousand questions does not hold up one with a single one", async () => {
  const budget = createRequestBudget(() => 1000);
  const log: string[] = [];
  ask(budget, "greedy", 1000, log);
  ask(budget, "modest", 1, log);
  await vi.advanceTimersByTimeAsync(20);
  expect(log.indexOf("modest")).toBeGreaterThanOrEqual(0);
  expect(log.indexOf("modest")).toBeLessThan(3);
});

test("a device has one request at a time; a slow one takes nobody else's turn", async () => {
  const budget = createRequestBudget(() => 1000);
  const log: string[] = [];
  ask(budget, "slow", 5, log, 1000);
  ask(budget, "quick", 50, log);
  await vi.advanceTimersByTimeAsync(999);
  expect(log.filter((device) => device === "slow")).toHaveLength(1);
  expect(log.filter((device) => device === "quick")).toHaveLength(50);
  await vi.advanceTimersByTimeAsync(4000);
  expect(log.filter((device) => device === "slow")).toHaveLength(5);
});

test("who waits when it is closed is told so", async () => {
  const budget = createRequestBudget(() => 1);
  await budget.turn("a");
  const waiting = budget.turn("b");
  budget.close();
  await expect(waiting).rejects.toThrow("closed");
});
