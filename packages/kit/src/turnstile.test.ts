import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile";

// Promise: whoever came first goes first, however long it took to be ready, and nobody who gives up holds the others.

test("turns are taken in the order of coming, not of being ready", async () => {
  const turnstile = createTurnstile();
  const [first, second, third] = [turnstile.enter(), turnstile.enter(), turnstile.enter()];
  const order: number[] = [];
  const take = (place: typeof first, number: number) => place.inTurn(async () => void order.push(number));
  const ready = [take(third, 3), take(second, 2)];
  await Promise.resolve();
  expect(order).toEqual([]);
  await Promise.all([...ready, take(first, 1)]);
  expect(order).toEqual([1, 2, 3]);
});

test("one who leaves without a turn, or whose work fails, lets the others through", async () => {
  const turnstile = createTurnstile();
  const [first, second, third] = [turnstile.enter(), turnstile.enter(), turnstile.enter()];
  const last = third.inTurn(async () => "through");
  const failing = second.inTurn(() => Promise.reject(new Error("failed")));
  first.leave();
  await expect(failing).rejects.toThrow("failed");
  expect(await last).toBe("through");
});
