import type { Reading } from "@outstation/contracts/mqtt/reading";
import { manualClock } from "@outstation/kit/clock";
import { expect, test } from "vitest";
import { markDoubtful } from "./clock-mark";

// Promise: a reading whose time may be wrong does not look like one whose time is right.

const clock = manualClock(1_800_000_000_000);
const reading = (measuredAt: number, more: Partial<Reading> = {}): Reading => ({
  ...{ point: "p", value: 1, quality: "good", measuredAt },
  ...more,
});
const off = () => ({ clock: "off", clock_offset_ms: 5_000 });

test("while the clock is doubted its own times are uncertain and say why; a source's time stays as it was", () => {
  const made = [
    reading(clock.now()),
    reading(clock.now() - 60),
    reading(clock.now(), { quality: "bad", context: { instrument: "a" } }),
  ];
  expect(markDoubtful(() => made, { clock, doubt: off })).toEqual([
    reading(clock.now(), { quality: "uncertain", context: off() }),
    reading(clock.now() - 60),
    reading(clock.now(), { quality: "bad", context: { instrument: "a", ...off() } }),
  ]);
});

test("a clock that is trusted marks nothing", () => {
  const made = [reading(clock.now())];
  expect(markDoubtful(() => made, { clock, doubt: () => null })).toBe(made);
});
