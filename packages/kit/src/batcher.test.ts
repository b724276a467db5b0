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
