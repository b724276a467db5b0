import { FIRMWARE_REPORTS } from "@outstation/contracts/mqtt/firmware";
import { expect, test } from "vitest";
import { nextUpdateState, UPDATE_STATES, type UpdateEvent, type UpdateState } from "./lifecycle";

// Promise: what is known of a device's update never goes back, and ends as the device says it ended.

const EVENTS: readonly UpdateEvent[] = [
  "offer",
  "take_back",
  ...FIRMWARE_REPORTS.map((report) => `device_${report}` as const),
];
const RANK: Readonly<Record<UpdateState, number>> = {
  pending: 0,
  offered: 1,
  downloading: 2,
  verified: 3,
  waiting: 4,
  applying: 5,
  withdrawn: 6,
  succeeded: 7,
  failed: 7,
  rejected: 7,
  rolled_back: 7,
};
const cells = UPDATE_STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const));

test("the table is complete, no cell leads back, and what comes twice changes nothing", () => {
  expect(cells).toHaveLength(11 * 11);
  for (const [state, event] of cells) {
    const next = nextUpdateState(state, event);
    expect(next, `${state} × ${event}`).not.toBeUndefined();
    if (next === null) continue;
    expect(RANK[next], `${state} × ${event}`).toBeGreaterThan(RANK[state]);
    expect(nextUpdateState(next, event), `${state} × ${event}`).toBeNull();
  }
});

test("what was never offered is nothing a device can speak of, and what it applies cannot be taken back", () => {
  const spoken = FIRMWARE_REPORTS.map((report) => nextUpdateState("pending", `device_${report}`));
  expect(spoken.every((next) => next === null)).toBe(true);
  expect(nextUpdateState("applying", "take_back")).toBeNull();
  expect(nextUpdateState("withdrawn", "device_succeeded")).toBe("succeeded");
});
