import { COMMAND_ANSWERS } from "@outstation/contracts/mqtt/command";
import { expect, test } from "vitest";
import { COMMAND_STATES, type CommandEvent, type CommandState, isOver, nextState } from "./lifecycle";

// Promise: however often and in whatever order the platform, a member and a device speak of a command, its state never goes
// back, and ends as the device says it ended.

const EVENTS: readonly CommandEvent[] = [
  "delivered",
  "timed_out",
  "taken_back",
  ...COMMAND_ANSWERS.map((answer) => `device_${answer}` as const),
];
/** Later is higher. What the device said of an end is above what the platform believes of one. */
const RANK: Readonly<Record<CommandState, number>> = {
  queued: 0,
  sent: 1,
  acknowledged: 2,
  running: 3,
  expired: 4,
  cancelled: 4,
  succeeded: 5,
  failed: 5,
  rejected: 5,
};
const cells = COMMAND_STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const));

test("the table is complete and no cell of it leads back", () => {
  expect(cells).toHaveLength(9 * 10);
  for (const [state, event] of cells) {
    const next = nextState(state, event);
    expect(next, `${state} × ${event}`).not.toBeUndefined();
    if (next !== null) expect(RANK[next], `${state} × ${event}`).toBeGreaterThan(RANK[state]);
  }
});

test("an event that comes twice changes nothing the second time", () => {
  for (const [state, event] of cells) {
    const next = nextState(state, event);
    if (next !== null) expect(nextState(next, event), `${state} × ${event}`).toBeNull();
  }
});

test("what a device says of an end is kept from every state in which it has said none", () => {
  for (const state of COMMAND_STATES.filter((each) => RANK[each] < 5))
    for (const end of ["succeeded", "failed", "rejected"] as const) expect(nextState(state, `device_${end}`)).toBe(end);
});

test("a member takes back only what the device has not acknowledged, and time ends only what has not begun", () => {
  const open = COMMAND_STATES.filter((state) => !isOver(state));
  expect(open.filter((state) => nextState(state, "taken_back") !== null)).toEqual(["queued", "sent"]);
  expect(open.filter((state) => nextState(state, "timed_out") !== null)).toEqual(["queued", "sent", "acknowledged"]);
});

test("any order of what happens ends in the device's word", () => {
  const words = ["delivered", "device_acknowledged", "timed_out", "device_running", "device_succeeded"] as const;
  for (const order of permutations(words)) {
    let state: CommandState = "queued";
    for (const event of order) state = nextState(state, event) ?? state;
    expect(state, order.join(", ")).toBe("succeeded");
  }
});

function permutations<T>(of: readonly T[]): T[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first, index) => permutations(of.filter((_, at) => at !== index)).map((rest) => [first, ...rest]));
}
