/** Gathers items into batches. `add` resolves when the batch that holds the item was flushed, and rejects when its flush failed. */
export type Batcher<T> = {
  add(item: T): Promise<void>;
  /** Items waiting or being flushed. */
  readonly pending: number;
};

export type BatcherOptions<T> = {
  readonly itemsMax: number;
  readonly flush: (items: readonly T[]) => Promise<void>;
  /** Items of one lane keep their order; lanes fill a batch in turns, so that a full one delays no other. One lane by default. */
  readonly laneOf?: (item: T) => string;
  /** Asked of a lane's next item: 0 and it goes, otherwise the milliseconds its lane is passed over. Never by default. */
  readonly waitMs?: (item: T) => number;
};

type Waiting<T> = { readonly item: T; readonly resolve: () => void; readonly reject: (reason: unknown) => void };

/** As many items a lane gives in its turn. */
const TURN_ITEMS = 32;

/**
 * Batches by back-pressure, without a timer: while one flush is under way the next batch gathers, so a quiet system answers
 * at once and a busy one fills its batches. One flush at a time.
 */
export function createBatcher<T>({ itemsMax, flush, laneOf, waitMs }: BatcherOptions<T>): Batcher<T> {
  const lanes = new Map<string, Waiting<T>[]>();
  let waiting = 0;
  let inFlight = 0;
  let running = false;
  let wake: () => void = () => undefined;

  async function run() {
    running = true;
    // Lets everything that arrived in this turn of the event loop join the first batch.
    await new Promise(setImmediate);
    while (lanes.size > 0) {
      const { batch, nextMs } = takeInTurns(lanes, itemsMax, waitMs);
      if (batch.length === 0) {
        await arrivalOr(nextMs);
        continue;
      }
      waiting -= batch.length;
      inFlight = batch.length;
      try {
        await flush(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (reason) {
        for (const { reject } of batch) reject(reason);
      }
      inFlight = 0;
    }
    running = false;
  }

  /** Every lane has to wait: until one may go on, or something comes on another. */
  const arrivalOr = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const name = laneOf?.(item) ?? "";
        const lane = lanes.get(name);
        if (lane) lane.push({ item, resolve, reject });
        else lanes.set(name, [{ item, resolve, reject }]);
        waiting++;
        if (!running) void run();
        else if (lane === undefined) wake();
      }),
    get pending() {
      return waiting + inFlight;
    },
  };
}

/** Takes up to `itemsMax` from the lanes in turns. Those that gave and have more stand behind the others next time. */
function takeInTurns<T>(
  lanes: Map<string, Waiting<T>[]>,
  itemsMax: number,
  waitMs: BatcherOptions<T>["waitMs"],
): { batch: Waiting<T>[]; nextMs: number } {
  const batch: Waiting<T>[] = [];
  const given = new Map<string, number>();
  let nextMs = Number.POSITIVE_INFINITY;
  let open = [...lanes.keys()];
  while (open.length > 0 && batch.length < itemsMax) {
    open = open.filter((name) => {
      const lane = lanes.get(name) as Waiting<T>[];
      let at = given.get(name) ?? 0;
      const turnEnds = Math.min(lane.length, at + TURN_ITEMS, at + itemsMax - batch.length);
      let held = false;
      for (; at < turnEnds; at++) {
        const next = lane[at] as Waiting<T>;
        const ms = waitMs?.(next.item) ?? 0;
        held = ms > 0;
        if (held) nextMs = Math.min(nextMs, ms);
        if (held) break;
        batch.push(next);
      }
      given.set(name, at);
      return !held && at < lane.length;
    });
  }
  for (const [name, count] of given) {
    if (count === 0) continue;
    const rest = (lanes.get(name) as Waiting<T>[]).slice(count);
    lanes.delete(name);
    if (rest.length > 0) lanes.set(name, rest);
  }
  return { batch, nextMs };
}
