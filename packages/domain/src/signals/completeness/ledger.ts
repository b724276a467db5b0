// What is missing of what a sender numbered. Everything here is a function of which messages arrived, and of nothing else: in
// whatever order, how often and in whatever batches they came, the same ledger comes out.

/** A numbered message that was stored. Times are Unix milliseconds. */
export type Arrival = {
  readonly deviceId: string;
  readonly boot: number;
  readonly seq: number;
  readonly measuredAt: number;
  readonly receivedAt: number;
};

/** Numbers that never arrived, both ends included, with what is known of when they were measured. */
export type Gap = {
  readonly from: number;
  readonly to: number;
  /** When the message before was measured; null where none came before. */
  readonly after: number | null;
  /** When the message after was measured. */
  readonly before: number;
  readonly openedAt: number;
  readonly cause: Cause;
};

/** Numbers that were missing and came late; `after` and `before` are when the first and the last of them was measured. */
export type HealedRun = Gap & { readonly after: number; readonly healedAt: number };

/** `suspended` and `quota`: it was turned away at the door, and does not come again. */
export const CAUSES = [
  "device_offline",
  "gateway_spool_overflow",
  "quarantined",
  "suspended",
  "quota",
  "unknown",
] as const;
export type Cause = (typeof CAUSES)[number];

/** One boot of one sender: everything up to `lastSeq` arrived, but the gaps. */
export type BootLedger = {
  readonly deviceId: string;
  readonly boot: number;
  readonly lastSeq: number;
  readonly lastMeasuredAt: number;
  /** When the message numbered 0 was measured; null where there was none: most senders begin at 1. */
  readonly zeroMeasuredAt: number | null;
  readonly earliestMeasuredAt: number;
  readonly latestMeasuredAt: number;
  /** In the order of their numbers; of one that was loaded, those that its arrivals may change. */
  readonly gaps: readonly Gap[];
  /** Those that touch a gap: what heals next to them joins them. */
  readonly healed: readonly HealedRun[];
};

export type BootOutcome = {
  readonly ledger: BootLedger;
  /** Those that were not counted before, in the order of their numbers. */
  readonly counted: readonly Arrival[];
};

/**
 * Enters arrivals of one boot.
 * @param known null where nothing of the boot has arrived yet.
 * @param arrivals at least one, of this boot; numbers counted before change nothing.
 */
export function enterArrivals(known: BootLedger | null, arrivals: readonly Arrival[]): BootOutcome {
  const inOrder = arrivals.toSorted((a, b) => a.seq - b.seq);
  const page = new BootPage(known, inOrder[0] as Arrival);
  const counted = inOrder.filter((arrival) => page.enter(arrival));
  return { ledger: page.finish(), counted };
}

/** A boot's ledger while it is written. */
class BootPage {
  private lastSeq: number;
  private lastMeasuredAt: number;
  private zeroMeasuredAt: number | null;
  private earliest: number;
  private latest: number;
  private readonly gaps: Gap[];
  private readonly healed: HealedRun[];

  constructor(
    known: BootLedger | null,
    private readonly first: Arrival,
  ) {
    this.lastSeq = known?.lastSeq ?? 0;
    this.lastMeasuredAt = known?.lastMeasuredAt ?? first.measuredAt;
    this.zeroMeasuredAt = known?.zeroMeasuredAt ?? null;
    this.earliest = known?.earliestMeasuredAt ?? first.measuredAt;
    this.latest = known?.latestMeasuredAt ?? first.measuredAt;
    this.gaps = [...(known?.gaps ?? [])];
    this.healed = [...(known?.healed ?? [])];
  }

  /** @returns whether it was missing until now. */
  enter(arrival: Arrival): boolean {
    const isNew =
      arrival.seq === 0
        ? this.enterZero(arrival)
        : arrival.seq > this.lastSeq
          ? this.extend(arrival)
          : this.fill(arrival);
    if (!isNew) return false;
    this.earliest = Math.min(this.earliest, arrival.measuredAt);
    this.latest = Math.max(this.latest, arrival.measuredAt);
    return true;
  }

  private enterZero({ measuredAt }: Arrival): boolean {
    if (this.zeroMeasuredAt !== null) return false;
    this.zeroMeasuredAt = measuredAt;
    if (this.lastSeq === 0) this.lastMeasuredAt = measuredAt;
    return true;
  }

  private extend({ seq, measuredAt, receivedAt }: Arrival): boolean {
    const [from, to] = [this.lastSeq + 1, seq - 1];
    // What came before the first number is known when all of the sender's boots are: see `account`.
    const after = from === 1 ? this.zeroMeasuredAt : this.lastMeasuredAt;
    if (from <= to) this.gaps.push({ from, to, after, before: measuredAt, openedAt: receivedAt, cause: "unknown" });
    this.lastSeq = seq;
    this.lastMeasuredAt = measuredAt;
    return true;
  }

  private fill({ seq, measuredAt, receivedAt }: Arrival): boolean {
    const at = findGap(this.gaps, seq);
    const gap = this.gaps[at];
    if (gap === undefined) return false;
    const rest: Gap[] = [];
    if (gap.from < seq) rest.push({ ...gap, to: seq - 1, before: measuredAt });
    if (gap.to > seq) rest.push({ ...gap, from: seq + 1, after: measuredAt });
    this.gaps.splice(at, 1, ...rest);
    this.heal({ ...gap, from: seq, to: seq, after: measuredAt, before: measuredAt, healedAt: receivedAt });
    return true;
  }

  /** Joins what heals to its healed neighbours, so that an outage that is caught up with is one run. */
  private heal(one: HealedRun): void {
    let run = one;
    for (let at = this.healed.length - 1; at >= 0; at--) {
      const other = this.healed[at] as HealedRun;
      if (other.to + 1 !== run.from && other.from - 1 !== run.to) continue;
      this.healed.splice(at, 1);
      const [left, right] = other.from < run.from ? [other, run] : [run, other];
      run = {
        from: left.from,
        to: right.to,
        after: left.after,
        before: right.before,
        openedAt: Math.min(left.openedAt, right.openedAt),
        cause: left.cause === "unknown" ? right.cause : left.cause,
        healedAt: Math.max(left.healedAt, right.healedAt),
      };
    }
    this.healed.push(run);
  }

  finish(): BootLedger {
    return {
      deviceId: this.first.deviceId,
      boot: this.first.boot,
      lastSeq: this.lastSeq,
      lastMeasuredAt: this.lastMeasuredAt,
      zeroMeasuredAt: this.zeroMeasuredAt,
      earliestMeasuredAt: this.earliest,
      latestMeasuredAt: this.latest,
      gaps: this.gaps,
      healed: this.healed.toSorted((a, b) => a.from - b.from),
    };
  }
}

/** The index of the gap that a number lies in, or -1. */
function findGap(gaps: readonly Gap[], seq: number): number {
  let [low, high] = [0, gaps.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { from, to } = gaps[middle] as Gap;
    if (seq < from) high = middle - 1;
    else if (seq > to) low = middle + 1;
    else return middle;
  }
  return -1;
}
