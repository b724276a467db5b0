import type { Cause, Gap } from "./ledger";

/** A run of sequence numbers, both ends included. */
export type Run = { readonly boot: number; readonly from: number; readonly to: number };

/** What the platform knows of a sender that may say why its messages are missing. */
export type Evidence = {
  /** Its connection as the broker last saw it. */
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  /** Runs that the device says it let go of, because its disk was full. */
  readonly dropped: readonly Run[];
  /** How many of a run's numbers lie in quarantine. */
  readonly countQuarantined: (run: Run) => number;
};

/** Two clocks, the device's and ours, are taken to agree to within this. */
const CLOCKS_AGREE_MS = 60_000;

/** Why a gap is there, from the most certain to the least. What was known of it stays where nothing better is. */
export function causeOf(boot: number, gap: Gap, evidence: Evidence): Cause {
  const run = { boot, from: gap.from, to: gap.to };
  if (evidence.countQuarantined(run) === gap.to - gap.from + 1) return "quarantined";
  if (evidence.dropped.some((dropped) => dropped.boot === boot && dropped.from <= gap.from && dropped.to >= gap.to))
    return "gateway_spool_overflow";
  return gap.cause === "unknown" && wasAway(gap, evidence) ? "device_offline" : gap.cause;
}

/** Whether the device was away, or went or came, between the messages before and after. */
function wasAway({ after, before }: Gap, { connectedAt, disconnectedAt }: Evidence): boolean {
  if (disconnectedAt === null || after === null) return false;
  const cameBackAt = connectedAt !== null && connectedAt >= disconnectedAt ? connectedAt : Number.POSITIVE_INFINITY;
  const [start, end] = [Math.min(after, before), Math.max(after, before)];
  return disconnectedAt <= end + CLOCKS_AGREE_MS && cameBackAt >= start - CLOCKS_AGREE_MS;
}
