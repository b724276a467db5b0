import { DroppedRuns } from "@outstation/contracts/mqtt/status";
import { countQuarantined, listSenderEvidence } from "@outstation/db/series/gaps-evidence";
import type { WorkerTx } from "@outstation/db/worker";
import type { Account } from "./account";
import { causeOf } from "./cause";
import type { Gap } from "./ledger";

/** Gives the gaps that are new or changed their cause, as far as it is known now. */
export async function withCauses(
  tx: WorkerTx,
  tenantId: string,
  changed: Account["changed"],
): Promise<Account["changed"]> {
  const runs = changed.flatMap(({ before, after }) =>
    newGaps(before?.gaps ?? [], after.gaps).map(({ from, to }) => ({
      deviceId: after.deviceId,
      boot: after.boot,
      from,
      to,
    })),
  );
  if (runs.length === 0) return changed;
  const counts = await countQuarantined(tx, tenantId, runs);
  const countOf = new Map(runs.map((run, index) => [`${run.deviceId}/${run.boot}/${run.from}`, counts[index] ?? 0]));
  const senders = await listSenderEvidence(tx, tenantId, [...new Set(runs.map(({ deviceId }) => deviceId))]);
  const evidenceOf = new Map(senders.map((sender) => [sender.deviceId, sender]));
  return changed.map(({ before, after }) => {
    const sender = evidenceOf.get(after.deviceId);
    if (sender === undefined) return { before, after };
    const evidence = {
      connectedAt: sender.connectedAt,
      disconnectedAt: sender.disconnectedAt,
      dropped: DroppedRuns.safeParse(sender.dropped).data ?? [],
      countQuarantined: ({ from }: { from: number }) => countOf.get(`${after.deviceId}/${after.boot}/${from}`) ?? 0,
    };
    const fresh = new Set(newGaps(before?.gaps ?? [], after.gaps));
    const gaps = after.gaps.map((gap) =>
      fresh.has(gap) ? { ...gap, cause: causeOf(after.boot, gap, evidence) } : gap,
    );
    return { before, after: { ...after, gaps } };
  });
}

const newGaps = (before: readonly Gap[], after: readonly Gap[]): Gap[] =>
  after.filter(({ from, to }) => !before.some((gap) => gap.from === from && gap.to === to));
