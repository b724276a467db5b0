import { expect, test } from "vitest";
import { type Account, account } from "./account";
import { HOUR_MS, hourOf, layOut } from "./hours";
import type { Arrival, BootLedger, Gap } from "./ledger";

// Promise: in whatever order, how often and in whatever batches messages come, the ledger and the completeness are the same.

const T0 = Date.UTC(2026, 10, 24, 6);
const arrival = (seq: number, more: Partial<Arrival> = {}): Arrival => ({
  deviceId: "gw",
  boot: 7,
  seq,
  measuredAt: T0 + seq * 60_000,
  receivedAt: T0 + seq * 60_000 + 500,
  ...more,
});

/** A generator of pseudo-random numbers, so that a failure can be repeated by its seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The store in memory: what `record-arrivals` keeps in tables. */
class Book {
  readonly boots = new Map<string, BootLedger>();
  readonly hours = new Map<string, { received: number; missing: number }>();
  counted = 0;

  /** As the store loads it: the boots that are named, those before and after, and of their gaps those that may change. */
  private known(arrivals: readonly Arrival[]): BootLedger[] {
    const all = [...this.boots.values()].sort((a, b) => a.boot - b.boot);
    const known = new Set<BootLedger>();
    for (const { deviceId, boot } of arrivals) {
      const own = all.filter((ledger) => ledger.deviceId === deviceId);
      for (const ledger of own.filter((one) => one.boot <= boot).slice(-2)) known.add(ledger);
      for (const ledger of own.filter((one) => one.boot > boot).slice(0, 1)) known.add(ledger);
    }
    return [...known].map((ledger) => {
      const own = arrivals.filter(({ deviceId, boot }) => deviceId === ledger.deviceId && boot === ledger.boot);
      const gaps = ledger.gaps.filter(({ from, to }) => from === 1 || own.some(({ seq }) => from <= seq && seq <= to));
      const healed = ledger.healed.filter(({ from, to }) =>
        gaps.some((gap) => gap.to + 1 === from || gap.from - 1 === to),
      );
      return { ...ledger, gaps, healed };
    });
  }

  enter(arrivals: readonly Arrival[]): Account {
    const outcome = account(this.known(arrivals), arrivals);
    for (const { before, after } of outcome.changed) {
      const key = `${after.deviceId}/${after.boot}`;
      const was = this.boots.get(key);
      const untouched = <R extends Gap>(kept: readonly R[] = [], loaded: readonly R[] = []) =>
        kept.filter((row) => !loaded.some(({ from }) => from === row.from));
      const sorted = <R extends Gap>(rows: readonly R[]) => rows.toSorted((a, b) => a.from - b.from);
      this.boots.set(key, {
        ...after,
        gaps: sorted([...untouched(was?.gaps, before?.gaps), ...after.gaps]),
        healed: sorted([...untouched(was?.healed, before?.healed), ...after.healed]),
      });
    }
    for (const { deviceId, hour, received, missing } of outcome.hours) {
      const sum = this.hours.get(`${deviceId}/${hour}`) ?? { received: 0, missing: 0 };
      this.hours.set(`${deviceId}/${hour}`, { received: sum.received + received, missing: sum.missing + missing });
    }
    this.counted += outcome.counted.length;
    return outcome;
  }

  /** What must not depend on the order: when a gap was seen, and whether it ever was, does. */
  get essence() {
    const boots = [...this.boots.values()]
      .sort((a, b) => a.deviceId.localeCompare(b.deviceId) || a.boot - b.boot)
      .map(({ healed: _healed, gaps, ...ledger }) => ({
        ...ledger,
        gaps: gaps.map(({ from, to, after, before }) => ({ from, to, after, before })),
      }));
    const hours = [...this.hours].filter(([, { received, missing }]) => received !== 0 || missing !== 0).sort();
    return { boots, hours, counted: this.counted };
  }
}

/** Some boots of two senders, with messages lost here and there. */
function makeWorld(next: () => number): Arrival[] {
  const world: Arrival[] = [];
  for (const deviceId of ["gw", "pump"])
    for (let boot = 1; boot <= 1 + Math.floor(next() * 4); boot++) {
      const start = T0 + boot * 9 * HOUR_MS;
      const begin = next() < 0.3 ? 0 : 1;
      const length = 1 + Math.floor(next() * 40);
      let lost = next() < 0.3;
      for (let seq = begin; seq < begin + length; seq++) {
        if (next() < 0.25) lost = !lost;
        const measuredAt = start + seq * 11 * 60_000 - Math.floor(next() * 15) * 60_000;
        if (!lost) world.push({ deviceId, boot, seq, measuredAt, receivedAt: measuredAt + 1000 });
      }
    }
  return world;
}

function shuffle<T>(values: readonly T[], next: () => number): T[] {
  const shuffled = [...values];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other] as T, shuffled[at] as T];
  }
  return shuffled;
}

function* batchesOf<T>(values: readonly T[], next: () => number): Generator<T[]> {
  for (let at = 0; at < values.length; ) {
    const size = 1 + Math.floor(next() * 9);
    yield values.slice(at, at + size);
    at += size;
  }
}

test.each(Array.from({ length: 150 }, (_, seed) => seed))(
  "any order, repetition and splitting gives the same ledger (seed %i)",
  (seed) => {
    const next = random(seed);
    const world = makeWorld(next);
    const inOrder = new Book();
    for (const one of world) inOrder.enter([one]);
    const anyhow = new Book();
    for (const batch of batchesOf(shuffle([...world, ...world.filter(() => next() < 0.4)], next), next))
      anyhow.enter(batch);
    expect(anyhow.essence).toEqual(inOrder.essence);
    const atOnce = new Book();
    if (world.length > 0) atOnce.enter(world);
    expect(atOnce.essence).toEqual(inOrder.essence);
    expect(inOrder.counted).toBe(world.length);
  },
);

test.each(Array.from({ length: 50 }, (_, seed) => 1000 + seed))(
  "every number up to the last is received, missing or healed, in one place (seed %i)",
  (seed) => {
    const next = random(seed);
    const book = new Book();
    const world = makeWorld(next);
    for (const batch of batchesOf(shuffle(world, next), next)) book.enter(batch);
    for (const { deviceId, boot, lastSeq, gaps, healed } of book.boots.values()) {
      const came = new Set(world.filter((one) => one.deviceId === deviceId && one.boot === boot).map(({ seq }) => seq));
      const missing = new Set(gaps.flatMap(numbersOf));
      for (let seq = 1; seq <= lastSeq; seq++) expect(missing.has(seq), `${boot}/${seq}`).toBe(!came.has(seq));
      for (const run of healed) for (const seq of numbersOf(run)) expect(came.has(seq)).toBe(true);
      // Healed runs that touch would be one run.
      healed.forEach(({ to }, index) => {
        expect(healed[index + 1]?.from).not.toBe(to + 1);
      });
    }
  },
);

const numbersOf = ({ from, to }: Pick<Gap, "from" | "to">) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const totals = (book: Book) =>
  [...book.hours.values()].reduce(
    (sum, { received, missing }) => ({ received: sum.received + received, missing: sum.missing + missing }),
    { received: 0, missing: 0 },
  );

test("a gap opens, shrinks from both ends, splits, and heals", () => {
  const book = new Book();
  book.enter([arrival(1), arrival(10)]);
  const gaps = () => [...book.boots.values()].flatMap((ledger) => ledger.gaps.map(({ from, to }) => [from, to]));
  expect(gaps()).toEqual([[2, 9]]);
  expect(totals(book)).toEqual({ received: 2, missing: 8 });
  book.enter([arrival(2), arrival(9)]);
  expect(gaps()).toEqual([[3, 8]]);
  book.enter([arrival(5)]);
  expect(gaps()).toEqual([
    [3, 4],
    [6, 8],
  ]);
  expect(book.boots.get("gw/7")?.gaps[0]).toMatchObject({ after: T0 + 2 * 60_000, before: T0 + 5 * 60_000 });
  const late = T0 + 90 * 60_000;
  book.enter([3, 4, 6, 7, 8].map((seq) => arrival(seq, { receivedAt: late })));
  expect(gaps()).toEqual([]);
  expect(totals(book)).toEqual({ received: 10, missing: 0 });
  expect(book.boots.get("gw/7")?.healed).toEqual([
    {
      from: 2,
      to: 9,
      after: T0 + 2 * 60_000,
      before: T0 + 9 * 60_000,
      openedAt: T0 + 10 * 60_000 + 500,
      cause: "unknown",
      healedAt: late,
    },
  ]);
});

test("a backlog that comes message by message heals as one run", () => {
  const book = new Book();
  book.enter([arrival(1), arrival(1000)]);
  for (let seq = 2; seq < 1000; seq++) book.enter([arrival(seq)]);
  expect(book.boots.get("gw/7")).toMatchObject({ gaps: [], healed: [{ from: 2, to: 999 }] });
});

test("the numbers after the last of a boot are not missing when the next boot begins", () => {
  const book = new Book();
  book.enter([arrival(1), arrival(2), arrival(1, { boot: 8, measuredAt: T0 + HOUR_MS })]);
  expect(totals(book)).toEqual({ received: 3, missing: 0 });
});

test("what is missing at a boot's beginning lies after the boot before, also when that one is heard of later", () => {
  const book = new Book();
  book.enter([arrival(5, { boot: 8, measuredAt: T0 + 10 * HOUR_MS })]);
  expect([...book.hours]).toContainEqual([`gw/${T0 + 10 * HOUR_MS}`, { received: 1, missing: 4 }]);
  book.enter([arrival(1)]);
  expect(book.boots.get("gw/8")?.gaps[0]?.after).toBe(T0 + 60_000);
  expect(totals(book)).toEqual({ received: 2, missing: 4 });
  expect(book.hours.get(`gw/${T0 + 10 * HOUR_MS}`)).toEqual({ received: 1, missing: 0 });
});

test.each<[what: string, gap: Pick<Gap, "from" | "to" | "after" | "before">]>([
  ["one number", { from: 1, to: 1, after: T0, before: T0 + 5 }],
  ["a day at a steady rate", { from: 1, to: 1439, after: T0, before: T0 + 24 * HOUR_MS }],
  ["neighbours of the same instant", { from: 3, to: 900, after: T0, before: T0 }],
  ["a clock that went back", { from: 1, to: 100, after: T0 + 10 * HOUR_MS, before: T0 }],
  ["nothing before", { from: 1, to: 49_999, after: null, before: T0 + 1 }],
  ["a clock that jumped by two years", { from: 1, to: 9_999_999, after: T0, before: T0 + 17_520 * HOUR_MS }],
  ["more hours than numbers", { from: 1, to: 3, after: T0 + 7, before: T0 + 100 * HOUR_MS }],
])("what is laid out adds up, between its neighbours: %s", (_, gap) => {
  const hours = layOut(gap);
  expect([...hours.values()].reduce((sum, count) => sum + count, 0)).toBe(gap.to - gap.from + 1);
  expect(hours.size).toBeLessThanOrEqual(1001);
  const [low, high] = [Math.min(gap.after ?? gap.before, gap.before), Math.max(gap.after ?? 0, gap.before)];
  for (const [hour, count] of hours) {
    expect(count).toBeGreaterThan(0);
    expect(hour).toBe(hourOf(hour));
    expect(hour).toBeGreaterThanOrEqual(hourOf(low));
    expect(hour).toBeLessThanOrEqual(hourOf(high));
  }
});

test("a message a minute that is lost for a day is missing 60 times an hour", () => {
  const hours = layOut({ from: 1, to: 1439, after: T0, before: T0 + 24 * HOUR_MS });
  expect([...hours.values()]).toEqual([59, ...Array.from({ length: 23 }, () => 60)]);
});
