import { expect, test } from "vitest";
import { decodeBlock, encodeBlock } from "./block-codec";
import { type Extra, type Samples, toSamples } from "./samples";

const HOUR = Date.UTC(2026, 10, 24, 6);

function hourOf(count: number, number: (i: number) => number, quality: (i: number) => number = () => 0): Samples {
  return toSamples(
    Array.from({ length: count }, (_, i) => ({
      measuredAt: HOUR + i * 1000,
      number: number(i),
      quality: quality(i),
      extra: undefined,
    })),
  );
}

function expectRoundTrip(samples: Samples): number {
  const block = encodeBlock(samples);
  const back = decodeBlock(block);
  expect(back.measuredAt).toEqual(samples.measuredAt);
  expect(back.qualities).toEqual(samples.qualities);
  expect([...back.extras]).toEqual([...samples.extras]);
  expect(back.numbers.length).toBe(samples.numbers.length);
  back.numbers.forEach((number, i) => {
    expect(Object.is(number, samples.numbers[i])).toBe(true);
  });
  return block.length / samples.numbers.length;
}

test("a slowly varying value comes back exactly and takes less than two bytes a reading", () => {
  const wave = hourOf(3600, (i) => Math.round(2140 + 300 * Math.sin(i / 200)) / 100);
  expect(expectRoundTrip(wave)).toBeLessThan(2);
});

test("full-precision noise, irregular times, negative zero and huge numbers come back to the last bit", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const samples = toSamples(
    Array.from({ length: 500 }, (_, i) => ({
      measuredAt: HOUR + i * 977 + Math.floor(random() * 900),
      number: [random() * 1e9, -0, 1e300, -random(), Number.MIN_VALUE][i % 5] as number,
      quality: i % 3,
      extra: undefined,
    })),
  );
  expectRoundTrip(samples);
});

test("missing values, runs of quality and extras keep their places", () => {
  const extras: [number, Extra][] = [
    [3, { v: "batch 17" }],
    [9, { s: "0x808b0000", c: { instrument_serial: "A-1" } }],
  ];
  const samples = hourOf(
    20,
    (i) => (i % 4 === 3 ? Number.NaN : i / 10),
    (i) => (i > 10 ? 2 : 0),
  );
  expectRoundTrip({ ...samples, extras: new Map(extras) });
});

test("one reading, and none, make a block", () => {
  expectRoundTrip(hourOf(1, () => 42.5));
  expectRoundTrip(hourOf(0, () => 0));
});

test("a block of a later version is refused, not misread", () => {
  expect(() => decodeBlock(Buffer.of(9, 1, 2))).toThrow(/version 9/);
});
