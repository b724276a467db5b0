import fc from "fast-check";
import { expect, test } from "vitest";
import { RangeSet } from "./range-set";

const range = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 12 })).map(([from, size]) => ({ from, to: from + size }));
const numbersOf = ({ from, to }: { from: number; to: number }) =>
  Array.from({ length: to - from }, (_, index) => from + index);

test("says of every range what a set of its numbers says", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 20 }), range, (added, asked) => {
      const [set, plain] = [RangeSet.parse("{}"), new Set<number>()];
      for (const each of added) {
        set.add(each);
        for (const number of numbersOf(each)) plain.add(number);
      }
      const there = numbersOf(asked).map((number) => plain.has(number));
      expect(set.contains(asked)).toBe(there.every(Boolean));
      expect(set.overlaps(asked)).toBe(there.some(Boolean));
      expect(String(RangeSet.parse(String(set)))).toBe(String(set));
    }),
  );
});

test("ranges that touch become one, however they came", () => {
  const set = RangeSet.parse("{[10,20),[30,40)}");
  set.add({ from: 40, to: 50 });
  set.add({ from: 0, to: 10 });
  expect(String(set)).toBe("{[0,20),[30,50)}");
  set.add({ from: 20, to: 30 });
  expect(String(set)).toBe("{[0,50)}");
});
