import { manualClock } from "@outstation/kit/clock";
import { expect, test } from "vitest";
import { createSilenceWatch } from "./silence";

// Promise: a point that stopped is named within a few of its own intervals, and one that is only slow or at rest is not.

const DAY_MS = 86_400_000;

function watched(silentAfterMs?: number) {
  const clock = manualClock(0);
  const watch = createSilenceWatch({ points: [{ name: "p", silentAfterMs }], elapsed: clock });
  watch.connected(true);
  return {
    clock,
    watch,
    /** A sign of life after each of the gaps. */
    speak(gaps: readonly number[]) {
      for (const gap of gaps) {
        clock.advance(gap);
        watch.heard("p");
      }
    },
    isSilent: () => watch.silent().length > 0,
  };
}

/** The same each time. */
function seeded(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

test.each([
  [1000, 10_000],
  [60_000, 300_000],
  [900_000, 4_500_000],
])("a point that speaks each %d ms is silent after %d ms", (interval, limit) => {
  const { clock, watch, speak, isSilent } = watched();
  speak(Array.from({ length: 100 }, () => interval));
  clock.advance(limit);
  expect(isSilent()).toBe(false);
  clock.advance(1);
  expect(watch.silent()).toEqual([{ point: "p", forMs: limit + 1 }]);
  watch.heard("p");
  expect(isSilent()).toBe(false);
});

test("one long gap does not make the point's silence go unseen", () => {
  const { clock, speak, isSilent } = watched();
  speak([...Array.from({ length: 40 }, () => 1000), 7_200_000, ...Array.from({ length: 40 }, () => 1000)]);
  clock.advance(10_001);
  expect(isSilent()).toBe(true);
});

test("a point that changes at random is not called silent in a month", () => {
  const { clock, watch, isSilent } = watched();
  const random = seeded(5);
  let alarms = 0;
  for (let elapsed = 0; elapsed < 30 * DAY_MS; ) {
    const gap = -Math.log(random()) * 60_000;
    clock.advance(gap);
    elapsed += gap;
    if (isSilent()) alarms += 1;
    watch.heard("p");
  }
  expect(alarms).toBe(0);
});

test("a machine that rests each night is called silent in its first nights, and then no more", () => {
  const { clock, watch, isSilent } = watched();
  const silentNights = Array.from({ length: 12 }, () => {
    for (let minute = 0; minute < 14 * 60; minute++) {
      clock.advance(60_000);
      watch.heard("p");
    }
    clock.advance(10 * 3_600_000 - 1);
    return isSilent();
  });
  expect(silentNights.slice(0, 2)).toEqual([true, true]);
  expect(silentNights.slice(5)).toEqual(Array.from({ length: 7 }, () => false));
});

test("what is not known well enough is not judged, unless the package says", () => {
  const unknown = watched();
  unknown.speak(Array.from({ length: 10 }, () => 1000));
  unknown.clock.advance(DAY_MS);
  expect(unknown.isSilent()).toBe(false);
  const named = watched(5000);
  named.clock.advance(5001);
  expect(named.isSilent()).toBe(true);
  const unwatched = watched(0);
  unwatched.speak(Array.from({ length: 100 }, () => 1000));
  unwatched.clock.advance(DAY_MS);
  expect(unwatched.isSilent()).toBe(false);
});

test("while the source is lost nobody is silent; what it does not mention when it is back is", () => {
  const { clock, watch, speak, isSilent } = watched();
  speak(Array.from({ length: 100 }, () => 1000));
  watch.connected(false);
  clock.advance(DAY_MS);
  expect(isSilent()).toBe(false);
  watch.connected(true);
  expect(isSilent()).toBe(false);
  clock.advance(10_001);
  expect(isSilent()).toBe(true);
});
