import { listBootsAround, listGapsAround, type PlacedGap, replaceGaps, saveBoots } from "@outstation/db/series/gaps";
import type { WorkerTx } from "@outstation/db/worker";
import { type Account, groupBy } from "./account";
import type { Arrival, BootLedger, Cause, Gap, HealedRun } from "./ledger";

const keyOf = ({ deviceId, boot }: { readonly deviceId: string; readonly boot: number }) => `${deviceId}/${boot}`;

/** The ledgers that arrivals concern: their boots, those before and after, and of their gaps the ones that may change. */
export async function loadLedgers(tx: WorkerTx, tenantId: string, arrivals: readonly Arrival[]): Promise<BootLedger[]> {
  const keys = [...new Map(arrivals.map((arrival) => [keyOf(arrival), arrival])).values()];
  if (keys.length === 0) return [];
  const boots = await listBootsAround(tx, tenantId, keys);
  const lastSeqs = new Map(boots.map((boot) => [keyOf(boot), boot.lastSeq]));
  const late = arrivals.filter((arrival) => arrival.seq <= (lastSeqs.get(keyOf(arrival)) ?? 0));
  const gaps = groupBy(await listGapsAround(tx, tenantId, boots, late), keyOf);
  return boots.map((boot) => {
    const own = (gaps.get(keyOf(boot)) ?? []).toSorted((a, b) => a.from - b.from);
    return {
      ...boot,
      gaps: own.filter(({ healedAt }) => healedAt === null).map(toGap),
      healed: own.filter((row): row is HealedRow => row.healedAt !== null && row.after !== null).map(toHealed),
    };
  });
}

type HealedRow = PlacedGap & { readonly healedAt: number; readonly after: number };

const toGap = ({ from, to, after, before, openedAt, cause }: PlacedGap): Gap => ({
  ...{ from, to, after, before, openedAt },
  cause: cause as Cause,
});
const toHealed = (row: HealedRow): HealedRun => ({ ...toGap(row), after: row.after, healedAt: row.healedAt });

/** Writes what changed in ledgers, and nothing else. */
export async function saveLedgers(tx: WorkerTx, tenantId: string, changed: Account["changed"]): Promise<void> {
  await saveBoots(
    tx,
    tenantId,
    changed.map(({ after }) => after),
  );
  const gone: { deviceId: string; boot: number; from: number }[] = [];
  const come: PlacedGap[] = [];
  for (const { before, after } of changed) {
    const { deviceId, boot } = after;
    const [was, is] = [rowsOf(before), rowsOf(after)];
    for (const from of was.keys()) if (!is.has(from)) gone.push({ deviceId, boot, from });
    for (const [from, row] of is)
      if (JSON.stringify(row) !== JSON.stringify(was.get(from))) come.push({ deviceId, boot, ...row });
  }
  await replaceGaps(tx, tenantId, gone, come);
}

const rowsOf = (ledger: BootLedger | null) =>
  new Map(
    [...(ledger?.gaps ?? []).map((gap) => ({ ...gap, healedAt: null })), ...(ledger?.healed ?? [])].map(
      ({ from, to, after, before, openedAt, cause, healedAt }) => [
        from,
        { from, to, after, before, openedAt, cause, healedAt },
      ],
    ),
  );
