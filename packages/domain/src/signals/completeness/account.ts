import { hourOf, missingDelta, sumHours } from "./hours";
import { type Arrival, type BootLedger, enterArrivals } from "./ledger";

/** What changes in the hours of one sender. */
export type HourDelta = {
  readonly deviceId: string;
  readonly hour: number;
  readonly received: number;
  readonly missing: number;
};

export type Account = {
  /** Boots that changed, with what they were before; null for new ones. */
  readonly changed: readonly { readonly before: BootLedger | null; readonly after: BootLedger }[];
  readonly hours: readonly HourDelta[];
  /** Arrivals that were not counted before. */
  readonly counted: readonly Arrival[];
};

const keyOf = ({ deviceId, boot }: { readonly deviceId: string; readonly boot: number }) => `${deviceId}/${boot}`;

/**
 * Enters arrivals of many senders into their ledgers.
 * @param known of each sender and boot among the arrivals: that boot, the one before and the one after, where there are any.
 */
export function account(known: readonly BootLedger[], arrivals: readonly Arrival[]): Account {
  const before = new Map(known.map((ledger) => [keyOf(ledger), ledger]));
  const after = new Map(before);
  const counted: Arrival[] = [];
  const touched = new Set<string>();
  for (const [key, own] of groupBy(arrivals, keyOf)) {
    const outcome = enterArrivals(before.get(key) ?? null, own);
    if (outcome.counted.length === 0) continue;
    after.set(key, outcome.ledger);
    touched.add(key);
    counted.push(...outcome.counted);
  }
  const changed: { before: BootLedger | null; after: BootLedger }[] = [];
  for (const ledgers of groupBy([...after.values()], ({ deviceId }) => deviceId).values())
    for (const ledger of boundHeads(ledgers, touched)) {
      const was = before.get(keyOf(ledger)) ?? null;
      if (ledger !== was) changed.push({ before: was, after: ledger });
    }
  return { changed, hours: hoursOf(changed, counted), counted };
}

/**
 * Gives a gap at a boot's beginning its bound: the last thing its sender measured before it started again. Of a boot that was
 * not touched and does not follow one that was, nothing changed.
 */
function boundHeads(ledgers: readonly BootLedger[], touched: ReadonlySet<string>): BootLedger[] {
  const boots = ledgers.toSorted((a, b) => a.boot - b.boot);
  return boots.map((ledger, index) => {
    const previous = boots[index - 1];
    const [head, ...others] = ledger.gaps;
    const isConcerned = touched.has(keyOf(ledger)) || (previous !== undefined && touched.has(keyOf(previous)));
    if (head?.from !== 1 || !isConcerned) return ledger;
    const after = ledger.zeroMeasuredAt ?? previous?.latestMeasuredAt ?? null;
    return after === head.after ? ledger : { ...ledger, gaps: [{ ...head, after }, ...others] };
  });
}

function hoursOf(changed: Account["changed"], counted: readonly Arrival[]): HourDelta[] {
  const received = new Map(
    [...groupBy(counted, ({ deviceId }) => deviceId)].map(([deviceId, own]) => [
      deviceId,
      sumHours(own.map(({ measuredAt }) => [hourOf(measuredAt), 1] as const)),
    ]),
  );
  const missing = new Map(
    [...groupBy(changed, ({ after }) => after.deviceId)].map(([deviceId, boots]) => [
      deviceId,
      sumHours(boots.flatMap(({ before, after }) => [...missingDelta(before?.gaps ?? [], after.gaps)])),
    ]),
  );
  return [...new Set([...received.keys(), ...missing.keys()])].flatMap((deviceId) => {
    const [came, gone] = [received.get(deviceId) ?? new Map(), missing.get(deviceId) ?? new Map()];
    return [...new Set<number>([...came.keys(), ...gone.keys()])].map((hour) => ({
      deviceId,
      hour,
      received: came.get(hour) ?? 0,
      missing: gone.get(hour) ?? 0,
    }));
  });
}

export function groupBy<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
