import { expect, test } from "vitest";
import { createSubscriptions } from "./subscriptions";

// Promise: a subscription is renewed at half of its life, whoever said how long that is, and never in a loop.

const LIFETIME_MS = 600_000;

test("all are due at first, then each at half of its life", () => {
  const subscriptions = createSubscriptions(["a", "b"], LIFETIME_MS);
  expect(subscriptions.due(0)).toEqual(["a", "b"]);
  subscriptions.taken("a", 0);
  subscriptions.taken("b", 1000);
  expect(subscriptions.due(299_999)).toEqual([]);
  expect(subscriptions.nextAt()).toBe(300_000);
  expect(subscriptions.due(300_000)).toEqual(["a"]);
  expect(subscriptions.due(301_000)).toEqual(["a", "b"]);
  expect(subscriptions.isHeld("a", 599_999)).toBe(true);
  expect(subscriptions.isHeld("a", 600_000)).toBe(false);
});

test("what a device refuses is asked for again after a lifetime", () => {
  const subscriptions = createSubscriptions(["a"], LIFETIME_MS);
  subscriptions.refused("a", 0);
  expect(subscriptions.isHeld("a", 1)).toBe(false);
  expect(subscriptions.refusedCount()).toBe(1);
  expect(subscriptions.due(599_999)).toEqual([]);
  expect(subscriptions.due(600_000)).toEqual(["a"]);
});

test("a device that gives less than was asked for is asked at half of what it gave", () => {
  const subscriptions = createSubscriptions(["a"], LIFETIME_MS);
  subscriptions.taken("a", 0);
  subscriptions.told("a", 60_000, 0);
  expect(subscriptions.nextAt()).toBe(30_000);
  expect(subscriptions.isHeld("a", 60_000)).toBe(false);
});

test("a notification late in life, or one that says 0, changes nothing", () => {
  const subscriptions = createSubscriptions(["a"], LIFETIME_MS);
  subscriptions.taken("a", 0);
  subscriptions.told("a", 0, 10);
  subscriptions.told("a", 350_000, 250_000);
  expect(subscriptions.nextAt()).toBe(300_000);
  subscriptions.told("a", 1, 0);
  expect(subscriptions.nextAt()).toBe(1000);
});

test("when all may be lost, all are due at once and none is held", () => {
  const subscriptions = createSubscriptions(["a", "b"], LIFETIME_MS);
  subscriptions.taken("a", 0);
  subscriptions.refused("b", 0);
  subscriptions.lost(5);
  expect(subscriptions.due(5)).toEqual(["a", "b"]);
  expect(subscriptions.isHeld("a", 5)).toBe(false);
  expect(subscriptions.refusedCount()).toBe(0);
});
