/** A run of sequence numbers, both ends included. */
export type Run = { readonly boot: number; readonly from: number; readonly to: number };

/** Runs that are remembered; a status says the newest 64 of them (`contracts/mqtt/status`). */
const KEPT_MAX = 256;

/** Adds a run to sorted, separate ones and joins what touches. @returns sorted, at most the newest 256. */
export function addRun(runs: readonly Run[], added: Run): Run[] {
  const touches = (run: Run) => run.boot === added.boot && run.from <= added.to + 1 && run.to >= added.from - 1;
  const joined = runs
    .filter(touches)
    .reduce((a, b) => ({ boot: a.boot, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }), added);
  const rest = runs.filter((run) => !touches(run));
  const at = rest.findLastIndex(
    (run) => run.boot < joined.boot || (run.boot === joined.boot && run.from < joined.from),
  );
  return rest.toSpliced(at + 1, 0, joined).slice(-KEPT_MAX);
}

/** Sorted keys as runs. */
export function runsOf(keys: readonly { readonly boot: number; readonly seq: number }[]): Run[] {
  const runs: Run[] = [];
  for (const { boot, seq } of keys) {
    const last = runs.at(-1);
    if (last !== undefined && last.boot === boot && last.to === seq - 1) runs[runs.length - 1] = { ...last, to: seq };
    else runs.push({ boot, from: seq, to: seq });
  }
  return runs;
}
