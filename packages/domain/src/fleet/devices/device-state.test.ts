import { expect, test } from "vitest";
import { type DevicePath, STALE_AFTER_MS, stateOf } from "./device-state";

const NOW = 1_700_000_000_000;
const child: DevicePath = { online: true, sourceFailed: false, lastSeenAt: NOW - 1000, isGateway: false };

test.each<[string, Partial<DevicePath>, string]>([
  ["a device that reports", {}, "connected"],
  ["a device whose gateway is away", { online: false }, "disconnected"],
  ["a device its gateway cannot reach", { sourceFailed: true }, "disconnected"],
  ["a device that is silent on an open path", { lastSeenAt: NOW - STALE_AFTER_MS - 1 }, "stale"],
  ["a device exactly at the limit", { lastSeenAt: NOW - STALE_AFTER_MS }, "connected"],
  ["a device that never sent a reading", { lastSeenAt: null }, "never_seen"],
  ["a device nobody ever heard of", { online: null, lastSeenAt: null }, "never_seen"],
  ["a gateway without readings", { isGateway: true, lastSeenAt: null }, "connected"],
])("%s is %#: %s", (_, change, state) => {
  expect(stateOf({ ...child, ...change }, NOW)).toBe(state);
});
