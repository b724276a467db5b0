import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UpChannel } from "@outstation/contracts/mqtt/topics";
import { manualClock } from "@outstation/kit/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLanes } from "./lanes";
import { UNCOUNTED_FROM } from "./message";
import { openSpool } from "./spool";

// Promise: an alarm takes no number of the telemetry's, in whose row the platform would then miss one, and goes first.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outstation-numbers-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const of = (channel: UpChannel) => ({ channel, encode: () => Buffer.from(channel) });

test("alarms and answers are numbered in a row of their own", () => {
  const spool = openSpool({ file: join(folder, "spool.db"), clock: manualClock(0) });
  spool.append([of("telemetry"), of("event"), of("telemetry"), of("cmd")]);
  const numbers = spool.listAfter(null, 10).map(({ channel, seq }) => `${channel} ${seq}`);
  expect(numbers.sort()).toEqual([
    `cmd ${UNCOUNTED_FROM + 2}`,
    `event ${UNCOUNTED_FROM + 1}`,
    "telemetry 1",
    "telemetry 2",
  ]);
  spool.close();
});

test("they go first, once, also when they waited for long and when the gateway was started again meanwhile", () => {
  const clock = manualClock(0);
  const file = join(folder, "spool.db");
  const first = openSpool({ file, clock });
  first.append([of("telemetry"), of("event")]);
  first.close();
  clock.advance(60_000);
  const spool = openSpool({ file, clock });
  const lanes = openLanes(spool, clock);
  spool.append([of("telemetry"), of("event"), of("telemetry")]);
  clock.advance(60_000);
  const given = [lanes.next(4), lanes.next(4), lanes.next(4)].flat();
  expect(given).toHaveLength(5);
  expect(new Set(given.map(({ boot, seq }) => `${boot}/${seq}`)).size).toBe(5);
  expect(given.findIndex(({ channel }) => channel === "telemetry")).toBeGreaterThan(0);
  spool.close();
});
