import { expect, test } from "vitest";
import { defaultRetryPolicy, isPassing, retryAfterMs, waitMs } from "./retry";

// Promise: waiting is bounded, spread, and never shorter than what the broker asked for.

const most = () => 1;
const least = () => 0;

test("the limit doubles up to its maximum, and the draw is anywhere below it", () => {
  const waits = [1, 2, 3].map((attempt) => waitMs(attempt, undefined, defaultRetryPolicy, most));
  expect(waits).toEqual([200, 400, 800]);
  expect(waitMs(3, undefined, { ...defaultRetryPolicy, backoffMaxMs: 500 }, most)).toBe(500);
  expect(waitMs(3, undefined, defaultRetryPolicy, least)).toBe(0);
});

test("attempts end, and a Retry-After beyond the bound is not waited for", () => {
  expect(waitMs(4, undefined, defaultRetryPolicy, most)).toBeUndefined();
  expect(waitMs(1, 2_000, defaultRetryPolicy, least)).toBe(2_000);
  expect(waitMs(1, 30_001, defaultRetryPolicy, least)).toBeUndefined();
});

test("Retry-After is seconds or a date; a date gone by is now, nonsense is nothing", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  expect(retryAfterMs("7", now)).toBe(7_000);
  expect(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5_000);
  expect(retryAfterMs("Thu, 01 Jan 2026 00:00:00 GMT", now + 9_000)).toBe(0);
  expect(retryAfterMs("soon", now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});

test("only what passes by itself is tried again", () => {
  expect([400, 401, 404, 409, 429, 500, 501, 502, 503, 504].filter(isPassing)).toEqual([429, 502, 503, 504]);
});
