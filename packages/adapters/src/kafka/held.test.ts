import { STREAMS } from "@outstation/contracts/streams/streams";
import { newId } from "@outstation/kit/ids";
import { expect, test } from "vitest";
import { align, type Holdings, take } from "./held";

const tenantId = newId();
const holding = (...parts: [partition: number, from: number, offsets: number[], next: number][]): Holdings =>
  new Map(
    parts.map(([partition, from, offsets, next]) => [
      partition,
      { from, next, messages: offsets.map((offset) => ({ partition, offset, tenantId, value: new Uint8Array() })) },
    ]),
  );
const takeNow = (holdings: Holdings, messagesMax: number) => {
  const { messages, moves } = take(holdings, STREAMS.rawTelemetry, messagesMax);
  return { offsets: messages.map(({ partition, offset }) => [partition, offset]), moves };
};

test("what a partition leaves of its share goes to those that have more", () => {
  const holdings = holding([0, 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10], [1, 0, [0], 1], [2, 0, [], 0]);
  expect(takeNow(holdings, 6).moves).toEqual([
    { partition: 1, from: 0, to: 1 },
    { partition: 0, from: 0, to: 5 },
  ]);
  expect(takeNow(holdings, 100).moves).toEqual([{ partition: 0, from: 5, to: 10 }]);
  expect(takeNow(holdings, 100)).toEqual({ offsets: [], moves: [] });
});

test("more partitions than messages: each gets its turn, and nobody moves who gave nothing", () => {
  const holdings = holding([0, 0, [0, 1], 2], [1, 0, [0, 1], 2], [2, 0, [0, 1], 2]);
  const first = takeNow(holdings, 2);
  expect(first.offsets).toHaveLength(2);
  expect(first.moves).toHaveLength(2);
  expect(takeNow(holdings, 100).offsets).toHaveLength(4);
});

test("a move goes over holes: between messages with them, behind the last one with it", () => {
  const holdings = holding([3, 10, [12, 15], 20]);
  expect(takeNow(holdings, 1)).toEqual({ offsets: [[3, 12]], moves: [{ partition: 3, from: 10, to: 13 }] });
  expect(takeNow(holdings, 1)).toEqual({ offsets: [[3, 15]], moves: [{ partition: 3, from: 13, to: 20 }] });
});

test("what is held counts only where the reader stands", () => {
  const holdings = holding([0, 4, [4], 5], [1, 7, [7], 8], [2, 0, [0], 1]);
  align(
    holdings,
    new Map([
      [0, 4],
      [1, 6],
      [5, 3],
    ]),
  );
  expect(holdings).toEqual(new Map([...holding([0, 4, [4], 5], [1, 6, [], 6], [5, 3, [], 3])]));
});
