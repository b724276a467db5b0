/** Gathers items into batches. `add` resolves when the batch that holds the item was flushed, and rejects when its flush failed. */
export type Batcher<T> = {
  add(item: T): Promise<void>;
  /** Items waiting or being flushed. */
  readonly pending: number;
};

export type BatcherOptions<T> = {
  readonly itemsMax: number;
  readonly flush: (items: readonly T[]) => Promise<void>;
  /**
   * Begins another flush while some are under way, up to `flushes` at a time, as soon as `at` items wait. By default one flush
   * follows the other.
   */
  readonly overlap?: { readonly at: number; readonly flushes: number };
  /** Items of one lane keep their order; lanes fill a batch in turns, so that a full one delays no other. One lane by default. */
  readonly laneOf?: (item: T) => string;
  /** Asked of a lane's next item: 0 and it goes, otherwise the milliseconds its lane is passed over. Never by default. */
  readonly waitMs?: (item: T) => number;
};

type Waiting<T> = { readonly item: T; readonly resolve: () => void; readonly reject: (reason: unknown) => void };

/** As many items a lane gives in its turn. */
const TURN_ITEMS = 32;

/**
 * Batches by back-pressure, without a timer: while a flush is under way the next batch gathers, so a quiet system answers at
 * once and a busy one fills its batches.
 */
export function createBatcher<T>(options: BatcherOptions<T>): Batcher<T> {
  const { itemsMax, flush, overlap = { at: 0, flushes: 1 }, laneOf, waitMs } = options;
  const lanes = new Map<string, Waiting<T>[]>();
  let waiting = 0;
  /** Of those, in lanes that had to wait when they were last asked. */
  let held = 0;
  let inFlight = 0;
  let flushes = 0;
  let isPumpDue = false;
  let timer: NodeJS.Timeout | undefined;

  const mayFlush = () => waiting > 0 && (flushes === 0 || (flushes < overlap.flushes && waiting - held >= overlap.at));

  /** Lets everything that arrives in this turn of the event loop join the batch. */
  function pumpSoon(): void {
    if (isPumpDue) return;
    isPumpDue = true;
    setImmediate(pump);
  }

  function pump(): void {
    isPumpDue = false;
    clearTimeout(timer);
    while (mayFlush()) {
      const { batch, nextMs, heldItems } = takeInTurns(lanes, itemsMax, waitMs);
      held = heldItems;
      if (batch.length === 0) {
        timer = setTimeout(pump, nextMs);
        return;
      }
      void run(batch);
    }
  }

  async function run(batch: readonly Waiting<T>[]): Promise<void> {
    waiting -= batch.length;
    inFlight += batch.length;
    flushes++;
    try {
      await flush(batch.map(({ item }) => item));
      for (const { resolve } of batch) resolve();
    } catch (reason) {
      for (const { reject } of batch) reject(reason);
    }
    flushes--;
    inFlight -= batch.length;
    pump();
  }

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        const name = laneOf?.(item) ?? "";
        const lane = lanes.get(name);
        if (lane) lane.push({ item, resolve, reject });
        else lanes.set(name, [{ item, resolve, reject }]);
        waiting++;
        if (mayFlush()) pumpSoon();
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
): { batch: Waiting<T>[]; nextMs: number; heldItems: number } {
  const batch: Waiting<T>[] = [];
  const given = new Map<string, number>();
  let nextMs = Number.POSITIVE_INFINITY;
  let heldItems = 0;
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
      if (held) heldItems += lane.length - at;
      return !held && at < lane.length;
    });
  }
  for (const [name, count] of given) {
    if (count === 0) continue;
    const rest = (lanes.get(name) as Waiting<T>[]).slice(count);
    lanes.delete(name);
    if (rest.length > 0) lanes.set(name, rest);
  }
  return { batch, nextMs, heldItems };
}
