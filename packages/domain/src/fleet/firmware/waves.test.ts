import { expect, test } from "vitest";
import { freezeWaves, judgeWave } from "./waves";

// Promise: a rollout meets few devices before many, and goes on only while it does well.

const devices = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `gw-${index}` }));
const sizes = (count: number, percents: readonly number[]) => {
  const members = freezeWaves(devices(count), percents, "seed");
  expect(new Set(members.map(({ device }) => device.key)).size).toBe(count);
  return percents.map((_, index) => members.filter(({ wave }) => wave === index + 1).length);
};

test("every device is in one wave, and the waves have the sizes that were asked for", () => {
  expect(sizes(200, [1, 10, 50, 100])).toEqual([2, 18, 80, 100]);
  expect(sizes(3, [1, 10, 100])).toEqual([1, 1, 1]);
  expect(sizes(1, [5, 100])).toEqual([1, 0]);
});

test("the same seed draws the same waves, in whatever order the devices are named; another seed draws others", () => {
  const waveOf = (seed: string, list = devices(50)) =>
    Object.fromEntries(freezeWaves(list, [10, 100], seed).map(({ device, wave }) => [device.key, wave]));
  expect(waveOf("a", devices(50).toReversed())).toEqual(waveOf("a"));
  expect(waveOf("b")).not.toEqual(waveOf("a"));
});

const rule = { successPercent: 90, abortPercent: 20, isLast: false };

test("a wave waits while neither threshold is met, advances at the one and aborts at the other", () => {
  expect(judgeWave({ succeeded: 8, failed: 1, open: 1 }, rule)).toBe("wait");
  expect(judgeWave({ succeeded: 9, failed: 0, open: 1 }, rule)).toBe("advance");
  expect(judgeWave({ succeeded: 0, failed: 2, open: 8 }, rule)).toBe("abort");
  expect(judgeWave({ succeeded: 0, failed: 0, open: 10 }, rule)).toBe("wait");
});

test("a wave that is over without enough successes aborts; the last one is complete when nobody is open", () => {
  expect(judgeWave({ succeeded: 17, failed: 3, open: 0 }, rule)).toBe("abort");
  expect(judgeWave({ succeeded: 9, failed: 1, open: 0 }, { ...rule, isLast: true })).toBe("complete");
  expect(judgeWave({ succeeded: 10, failed: 0, open: 1 }, { ...rule, isLast: true })).toBe("wait");
});

test("a wave of nobody does not hold a rollout up", () => {
  expect(judgeWave({ succeeded: 0, failed: 0, open: 0 }, rule)).toBe("advance");
  expect(judgeWave({ succeeded: 0, failed: 0, open: 0 }, { ...rule, isLast: true })).toBe("complete");
});
