import { expect, test } from "vitest";
import { createWindow, type Slot } from "./window";

test("what settles out of order is acknowledged in order, each once", () => {
  const window = createWindow();
  const [a, b, c] = [7, 9, 8].map((id) => window.add(id)) as [Slot, Slot, Slot];
  expect(window.settle(c)).toEqual([]);
  expect(window.settle(a)).toEqual([7]);
  expect(window.size).toBe(2);
  expect(window.settle(b)).toEqual([9, 8]);
  expect(window.size).toBe(0);
});

test("the order holds over far more messages than it keeps", () => {
  const window = createWindow();
  const acknowledged: number[] = [];
  let waiting: Slot[] = [];
  for (let id = 0; id < 20_000; id++) {
    waiting.push(window.add(id));
    if (waiting.length < 300) continue;
    for (const slot of waiting.reverse()) acknowledged.push(...window.settle(slot));
    waiting = [];
  }
  for (const slot of waiting) acknowledged.push(...window.settle(slot));
  expect(acknowledged).toEqual(Array.from({ length: 20_000 }, (_, id) => id));
  expect(window.size).toBe(0);
});
