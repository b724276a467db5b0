import { type Sample, type Samples, toSamples } from "@outstation/db/series/samples";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeSamples, mergeTwo, sliceSamples } from "./merge-samples";

const samples = fc
  .array(
    fc.record({
      measuredAt: fc.integer({ min: 0, max: 40 }),
      number: fc.double(),
      quality: fc.integer({ min: 0, max: 2 }),
      extra: fc.option(fc.record({ s: fc.string() }), { nil: undefined }),
    }),
  )
  .map((list) => ({ list, samples: toSamples(list) }));

const plain = ({ measuredAt, numbers, qualities, extras }: Samples) => ({
  measuredAt: [...measuredAt],
  numbers: [...numbers],
  qualities: [...qualities],
  extras: [...extras],
});

test("two series are one as if they had been sealed together, the first before the second", () => {
  fc.assert(
    fc.property(samples, samples, (a, b) => {
      expect(plain(mergeTwo(a.samples, b.samples))).toEqual(plain(toSamples([...a.list, ...b.list])));
    }),
  );
});

test("a slice is the samples of its range", () => {
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: -5, max: 45 }),
      fc.integer({ min: -5, max: 45 }),
      ({ list, samples }, from, to) => {
        const inside = list.filter(({ measuredAt }) => measuredAt >= from && measuredAt < to);
        expect(plain(sliceSamples(samples, from, Math.max(from, to)))).toEqual(plain(toSamples(inside)));
      },
    ),
  );
});

test("of two values at one instant the cold one stands, and points of either are there", () => {
  const one = (number: number): Sample[] => [{ measuredAt: 5, number, quality: 0, extra: undefined }];
  const merged = mergeSamples(
    new Map([
      [1, toSamples(one(1))],
      [2, toSamples(one(2))],
    ]),
    new Map([
      [1, toSamples(one(10))],
      [3, toSamples(one(3))],
    ]),
  );
  expect([...merged].map(([point, { numbers }]) => [point, ...numbers])).toEqual([
    [1, 10],
    [2, 2],
    [3, 3],
  ]);
});
