import { expect, test } from "vitest";
import { createBatcher } from "./batcher";

/** A flush that a test ends by hand. */
function heldFlush() {
  const batches: { items: readonly number[]; end(reason?: Error): void }[] = [];
  const flush = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push({ items, end: (reason) => (reason ? reject(reason) : resolve()) });
    });
  const begun = async (count: number) => {
    while (batches.length < count) await new Promise(setImmediate);
    return batches[count - 1] as (typeof batches)[number];
  };
  return { batches, flush, begun };
}

test("while one flush is under way the next batch gathers, up to its limit and in order", async () => {
  const { batches, flush, begun } = heldFlush();
  const batcher = createBatcher<number>({ itemsMax: 3, flush });
  const added = [batcher.add(0), batcher.add(1)];
  await begun(1);
  added.push(...[2, 3, 4, 5].map((item) => batcher.add(item)));
  await new Promise(setImmediate);
  expect(batches.map(({ items }) => items)).toEqual([[0, 1]]);
  expect(batcher.pending).toBe(6);
  batches[0]?.end();
  (await begun(2)).end();
  (await begun(3)).end();
  await Promise.all(added);
  expect(batches.map(({ items }) => items)).toEqual([[0, 1], [2, 3, 4], [5]]);
  expect(batcher.pending).toBe(0);
});

test("an item resolves when its own batch was flushed and not before", async () => {
  const { flush, begun } = heldFlush();
  const batcher = createBatcher<number>({ itemsMax: 1, flush });
  const settled: number[] = [];
  const added = [0, 1].map((item) => batcher.add(item).then(() => settled.push(item)));
  const first = await begun(1);
  expect(settled).toEqual([]);
  first.end();
  const second = await begun(2);
  expect(settled).toEqual([0]);
  second.end();
  await Promise.all(added);
  expect(settled).toEqual([0, 1]);
});

test("a flush that fails rejects exactly the items of its batch, and the next batch goes on", async () => {
  const { flush, begun } = heldFlush();
  const batcher = createBatcher<number>({ itemsMax: 2, flush });
  const outcomes = Promise.allSettled([0, 1, 2, 3, 4].map((item) => batcher.add(item)));
  (await begun(1)).end();
  (await begun(2)).end(new Error("disk full"));
  (await begun(3)).end();
  expect((await outcomes).map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
  expect(batcher.pending).toBe(0);
});

test("a flush that throws before it returns is a failure like any other", async () => {
  let calls = 0;
  const batcher = createBatcher<number>({
    itemsMax: 1,
    flush: () => {
      calls += 1;
      if (calls === 1) throw new Error("at once");
      return Promise.resolve();
    },
  });
  await expect(batcher.add(0)).rejects.toThrow("at once");
  await expect(batcher.add(1)).resolves.toBeUndefined();
});

test("lanes fill a batch in turns: a long queue delays nobody else, and each lane keeps its order", async () => {
  const { batches, flush, begun } = heldFlush();
  const batcher = createBatcher<number>({ itemsMax: 40, flush, laneOf: (item) => (item < 1000 ? "busy" : "quiet") });
  const added = [batcher.add(0)];
  await begun(1);
  for (let item = 1; item <= 500; item++) added.push(batcher.add(item));
  added.push(batcher.add(1000), batcher.add(1001));
  for (let count = 1; batcher.pending > 0; count++) {
    (await begun(count)).end();
    await new Promise(setImmediate);
  }
  await Promise.all(added);
  expect(batches[1]?.items.slice(-8)).toEqual([1000, 1001, 33, 34, 35, 36, 37, 38]);
  const busy = batches.flatMap(({ items }) => items).filter((item) => item < 1000);
  expect(busy).toEqual(Array.from({ length: 501 }, (_, item) => item));
});

test("a lane that has to wait is passed over, loses nothing and goes on when its time has come", async () => {
  const flushed: number[][] = [];
  let waits = true;
  const batcher = createBatcher<number>({
    itemsMax: 10,
    flush: async (items) => void flushed.push([...items]),
    laneOf: (item) => (item < 10 ? "held" : "free"),
    waitMs: (item) => (item < 10 && waits ? 5 : 0),
  });
  const held = [batcher.add(1), batcher.add(2)];
  await new Promise(setImmediate);
  await Promise.all([batcher.add(11), batcher.add(12)]);
  expect(flushed.flat()).toEqual([11, 12]);
  waits = false;
  await Promise.all(held);
  expect(flushed.flat()).toEqual([11, 12, 1, 2]);
});

test("lanes that were served stand behind those that were not", async () => {
  const { batches, flush, begun } = heldFlush();
  const batcher = createBatcher<string>({
    itemsMax: 32,
    flush: (items) => flush(items as never),
    laneOf: (item) => item.slice(0, 1),
  });
  const added = [batcher.add("x")];
  await begun(1);
  for (const lane of ["a", "b", "c"]) for (let item = 0; item < 64; item++) added.push(batcher.add(`${lane}${item}`));
  for (let count = 1; batcher.pending > 0; count++) {
    (await begun(count)).end();
    await new Promise(setImmediate);
  }
  await Promise.all(added);
  const firsts = batches.slice(1).map(({ items }) => String(items[0]).slice(0, 1));
  expect(firsts).toEqual(["a", "b", "c", "a", "b", "c"]);
});

test("a second flush begins while one is under way once enough items wait, and no more at a time than are allowed", async () => {
  const { batches, flush, begun } = heldFlush();
  const batcher = createBatcher<number>({ itemsMax: 4, overlap: { at: 3, flushes: 2 }, flush });
  const added = [batcher.add(0)];
  await begun(1);
  added.push(batcher.add(1), batcher.add(2));
  await new Promise(setImmediate);
  expect(batches).toHaveLength(1);
  for (let item = 3; item < 20; item++) added.push(batcher.add(item));
  await begun(2);
  await new Promise(setImmediate);
  expect(batches.map(({ items }) => items)).toEqual([[0], [1, 2, 3, 4]]);
  batches[1]?.end();
  await begun(3);
  await new Promise(setImmediate);
  expect(batches).toHaveLength(3);
  for (let count = 1; batcher.pending > 0; count++) {
    (await begun(count)).end();
    await new Promise(setImmediate);
  }
  await Promise.all(added);
  expect(batches.flatMap(({ items }) => items)).toEqual(Array.from({ length: 20 }, (_, item) => item));
});
