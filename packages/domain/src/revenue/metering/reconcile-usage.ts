import { readBalance, type SourceBalance } from "@outstation/db/metering/across-tenants";
import type { Database } from "../../ports";

/** Why messages that are stored are not counted: not read yet, disputed, or for no reason we know, which is a defect. */
export type Explanation = "balanced" | "unread" | "disputed" | "unexplained";

export type Reconciliation = {
  readonly partitions: readonly (Pick<SourceBalance, "partition" | "appended" | "seen" | "missing"> & {
    readonly explanation: Explanation;
  })[];
  /** Messages in the ledger. */
  readonly counted: number;
  /** The ledger less what the meter has seen: not zero where counting itself went wrong. */
  readonly difference: number;
  /** Billing events the meter has not read yet. */
  readonly unread: number;
  readonly isBalanced: boolean;
};

/**
 * Whether everything that was stored is counted once: the offsets of `telemetry-accepted`, what the meter has seen of them and
 * the sum of its ledger are the same number, or the difference is explained. One instant, so it holds under load.
 * @param db of the ingest or the platform role.
 */
export const reconcileUsage = async (db: Database): Promise<Reconciliation> => judgeBalance(await readBalance(db));

export function judgeBalance(sources: readonly SourceBalance[]): Reconciliation {
  const [first] = sources;
  const counted = first?.counted ?? 0;
  const difference = counted - (first?.countedByOffset ?? 0) - (first?.countedById ?? 0);
  const partitions = sources.map((source) => ({
    partition: source.partition,
    appended: source.appended - source.beginsAt,
    seen: source.seen,
    missing: source.missing,
    explanation: explain(source),
  }));
  return {
    partitions,
    counted,
    difference,
    unread: first?.unread ?? 0,
    isBalanced: difference === 0 && partitions.every(({ explanation }) => explanation === "balanced"),
  };
}

function explain({ missing, missingDisputed, missingUndisputed, unread }: SourceBalance): Explanation {
  if (missing === "{}") return "balanced";
  // What one event counts is not known before it is read, so nothing is held against a meter that is still reading.
  if (missingUndisputed > 0) return unread > 0 ? "unread" : "unexplained";
  return missingDisputed === "{}" ? "unexplained" : "disputed";
}
