import { EdgeAlarm } from "@outstation/contracts/edge/alarms";
import type { Quality } from "@outstation/contracts/mqtt/reading";
import { expect, test } from "vitest";
import { type Change, type Finding, findingOf, type Held, letPass, NORMAL, PHASES, step } from "./lifecycle";

// Promise: an alarm becomes active and returns to normal by its setpoint, deadband and delays, on the source's time, and
// nobody's guess about a value that was not seen.

const HOUR = 3_600_000;
const limit = (more: Partial<EdgeAlarm> = {}): EdgeAlarm =>
  EdgeAlarm.parse({ id: "hot", device: "line-3", point: "temperature", kind: "high", setpoint: 80, ...more });

/** Plays values at seconds; a third says the quality. @returns what changed, as `second state`. */
function play(
  alarm: EdgeAlarm,
  ...samples: readonly (readonly [second: number, value: number | null, quality?: Quality])[]
) {
  let state: Held = NORMAL;
  const changes: Change[] = [];
  for (const [second, value, quality = "good"] of samples) {
    const stepped = step(alarm, state, findingOf(alarm, { value, quality }), second * 1000);
    state = stepped.state;
    changes.push(...stepped.changes);
  }
  return { state, said: changes.map(({ state, at }) => `${at / 1000} ${state}`), changes };
}

test("past the setpoint it is active at once, and on the setpoint it is not", () => {
  expect(play(limit(), [1, 80], [2, 80.1], [3, 80]).said).toEqual(["2 active", "3 normal"]);
});

test("a low limit is past below", () => {
  expect(play(limit({ kind: "low-low", setpoint: 5 }), [1, 5], [2, 4.9], [3, 6]).said).toEqual([
    "2 active",
    "3 normal",
  ]);
});

test("between setpoint and deadband an active alarm stays active, and one that is not stays so", () => {
  const alarm = limit({ deadband: 2 });
  expect(play(alarm, [1, 79]).said).toEqual([]);
  expect(play(alarm, [1, 81], [2, 79], [3, 78.1], [4, 81], [5, 78]).said).toEqual(["1 active", "5 normal"]);
});

test("shorter than its on-delay it is no alarm; what held all the while is one from when the delay was over", () => {
  const alarm = limit({ onDelayMs: 5000 });
  expect(play(alarm, [0, 81], [4.9, 79], [5, 81], [9.9, 81]).said).toEqual([]);
  expect(play(alarm, [0, 81], [4, 90], [60, 85]).said).toEqual(["5 active"]);
  // Reported by exception, the value stood until the next report.
  expect(play(alarm, [0, 81], [60, 20]).said).toEqual(["5 active", "60 normal"]);
});

test("it returns to normal when the value was back for the off-delay; a look past the setpoint begins it again", () => {
  const alarm = limit({ offDelayMs: 10_000, deadband: 1 });
  const { said, changes } = play(alarm, [0, 81], [1, 70], [9, 81], [10, 70], [19, 79.5], [20, 70], [31, 70]);
  expect(said).toEqual(["0 active", "30 normal"]);
  expect(changes.map(({ activeSince }) => activeSince)).toEqual([0, 0]);
});

test("a bad reading changes nothing that is, and breaks a delay off", () => {
  const alarm = limit({ onDelayMs: 5000, offDelayMs: 5000 });
  expect(play(alarm, [0, 81], [2, null, "bad"], [3, 81], [7, 81]).said).toEqual([]);
  expect(play(alarm, [0, 81], [2, null, "bad"], [3, 81], [8, 81]).said).toEqual(["8 active"]);
  expect(play(alarm, [0, 81], [5, 81], [6, 20], [8, 20, "bad"], [30, 20], [34, 20]).said).toEqual(["5 active"]);
});

test("where the loss of the point is dangerous, a bad reading is past the setpoint", () => {
  const alarm = limit({ onBadQuality: "alarm", onDelayMs: 2000 });
  expect(play(alarm, [0, 20], [1, null, "bad"], [4, 20]).said).toEqual(["3 active", "4 normal"]);
});

test("an uncertain value counts as it stands", () => {
  expect(play(limit(), [0, 81, "uncertain"]).said).toEqual(["0 active"]);
});

test("time alone ends a delay, and nothing else", () => {
  const alarm = limit({ onDelayMs: 5000 });
  const { state } = play(alarm, [0, 81]);
  expect(letPass(alarm, state, 4999)).toEqual({ state, changes: [] });
  const { state: active, changes } = letPass(alarm, state, 5000);
  expect(changes).toEqual([{ state: "active", activeSince: 0, since: 0, at: 5000 }]);
  expect(letPass(alarm, active, 24 * HOUR)).toEqual({ state: active, changes: [] });
});

test("whatever comes in whatever order, active and normal are told in turns, and times do not go back", () => {
  const alarm = limit({ deadband: 2, onDelayMs: 3000, offDelayMs: 4000 });
  const findings: readonly Finding[] = ["past", "between", "back", "unknown", "elapsed"];
  let seed = 20_261_124;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (seed >>> 8) % below;
  };
  let [state, at]: [Held, number] = [NORMAL, 0];
  const changes: Change[] = [];
  for (let index = 0; index < 4000; index++) {
    at += next(6000);
    // Time that goes by is told by letPass; a finding is of a value.
    const finding = findings[next(4)] ?? "unknown";
    const stepped = step(alarm, state, finding, at);
    state = stepped.state;
    expect(PHASES).toContain(state.phase);
    expect(state.activeSince !== null).toBe(state.phase === "active" || state.phase === "offDelay");
    changes.push(...stepped.changes);
  }
  expect(changes.length).toBeGreaterThan(100);
  changes.forEach((change, index) => {
    const before = changes[index - 1];
    expect(change.state).toBe(index % 2 === 0 ? "active" : "normal");
    expect(change.at).toBe(change.since + (change.state === "active" ? 3000 : 4000));
    if (before !== undefined) expect(change.at).toBeGreaterThanOrEqual(before.at);
    if (before !== undefined && change.state === "normal") expect(change.activeSince).toBe(before.activeSince);
  });
});
