/** Gathers items into batches. `add` resolves when the batch that holds the item was flushed, and rejects when its flush failed. */
export type Batcher<T> = {
  add(item: T): Promise<void>;
  /** Items waiting or being flushed. */
  readonly pending: number;
};

/**
 * Batches by back-pressure, without a timer: while one flush is under way the next batch gathers, so a quiet system answers
 * at once and a busy one fills its batches. One flush at a time.
 */
export function createBatcher<T>(options: {
  readonly itemsMax: number;
  readonly flush: (items: readonly T[]) => Promise<void>;
}): Batcher<T> {
  type Waiting = { item: T; resolve: () => void; reject: (reason: unknown) => void };
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let running = false;

  async function run() {
    running = true;
    // Lets everything that arrived in this turn of the event loop join the first batch.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting.slice(0, options.itemsMax);
      waiting = waiting.slice(batch.length);
      inFlight = batch.length;
      try {
        await options.flush(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (reason) {
        for (const { reject } of batch) reject(reason);
      }
      inFlight = 0;
    }
    running = false;
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!running) void run();
      }),
    get pending() {
      return waiting.length + inFlight;
    },
  };
}
