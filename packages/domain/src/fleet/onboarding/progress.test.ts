import { expect, test } from "vitest";
import { type Observed, progressOf, SILENT_AFTER_MS } from "./progress";

const T = 1_000_000;
const nothing: Observed = {
  claimedAt: T,
  expiresAt: T + 86_400_000,
  steps: [],
  connectedAt: null,
  refusedAt: null,
  refusedReason: null,
  readingAt: null,
};
const ok = (step: string, at: number) => ({ step, at, ok: true, reason: null, detail: null });
const statesOf = (seen: Observed, now = T) => progressOf(seen, now).steps.map(({ state }) => state);

test("before the first word every step waits, and after a while the silence shows", () => {
  expect(statesOf(nothing)).toEqual(["waiting", "waiting", "waiting", "waiting"]);
  expect(progressOf(nothing, T + SILENT_AFTER_MS).silent).toBe(false);
  expect(progressOf(nothing, T + SILENT_AFTER_MS + 1).silent).toBe(true);
});

test("steps tick in order; a later one counts for those before", () => {
  const seen = { ...nothing, steps: [ok("key", T + 1), ok("request", T + 2)] };
  expect(statesOf(seen)).toEqual(["done", "done", "waiting", "waiting"]);
  expect(statesOf({ ...seen, connectedAt: T + 3 })).toEqual(["done", "done", "done", "waiting"]);
  expect(progressOf({ ...nothing, readingAt: T + 9 }, T + 9).done).toBe(true);
});

test("a connection and a reading from before the claim count for nothing", () => {
  expect(statesOf({ ...nothing, connectedAt: T - 1, readingAt: T - 1 })).toEqual([
    "waiting",
    "waiting",
    "waiting",
    "waiting",
  ]);
});

test.each(["clock", "dns", "port", "ca"] as const)("a device that stops at its %s says so", (reason) => {
  const failed = { step: "connect", at: T + 3, ok: false, reason, detail: "why" };
  const { steps } = progressOf({ ...nothing, steps: [ok("key", T), ok("request", T), failed] }, T + 4);
  expect(steps[2]).toEqual({ step: "connect", state: "stopped", at: T + 3, reason, detail: "why" });
});

test("what the broker refused is told as the reason, and is gone once the reading arrives", () => {
  const seen = {
    ...nothing,
    steps: [ok("key", T), ok("request", T)],
    connectedAt: T + 1,
    refusedAt: T + 2,
    refusedReason: "acl: publish to x",
  };
  expect(progressOf(seen, T + 3).steps[3]).toMatchObject({ state: "stopped", reason: "acl", detail: "publish to x" });
  expect(progressOf({ ...seen, readingAt: T + 4 }, T + 5).done).toBe(true);
});

test("a claim nobody used in its time has expired", () => {
  expect(progressOf(nothing, nothing.expiresAt).expired).toBe(true);
});
