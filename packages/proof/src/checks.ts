import { createCanaries } from "./canaries";
import { KNOWN_TABLES } from "./tables/known-tables";
import { differences, type Snapshot } from "./tables/snapshot";
import type { Tally } from "./tally";
import { until } from "./world/live";

type Take = () => Promise<Snapshot>;

/** Waits until nothing changes any more: what B's own devices said is stored, what was to be sent is sent. */
export async function settle(take: Take): Promise<Snapshot> {
  let last = await take();
  let stillSince = Date.now();
  await until("the second tenant to come to rest", async () => {
    const now = await take();
    if (differences(last, now).length > 0) stillSince = Date.now();
    last = now;
    return Date.now() - stillSince >= STILL_MS;
  });
  return last;
}
/** Longer than a reader of the streams pauses between two batches. */
const STILL_MS = 800;
/** An installation seals an hour minutes after its last reading came; one that seals at once does so in this time. */
const SEALED_MS = 5_000;

export async function waitForBlocks(tally: Tally, take: readonly Take[]): Promise<void> {
  tally.phase("An hour of readings is sealed");
  const isSealed = async () => {
    for (const each of take) if (((await each()).get(BLOCKS) ?? []).length === 0) return false;
    return true;
  };
  await until("an hour to be sealed", isSealed, SEALED_MS).catch(() =>
    tally.note(
      "No hour of readings was sealed while the proof ran, so sealed blocks were tried without a row in them.",
    ),
  );
}
const BLOCKS = "series.blocks";
/** A day goes cold a week after it was at the earliest: the proof's tenants have none. What may be read of parts is tried in `signals/cold-tier`. */
const COLD = "series.cold_parts";
/** Written with the blocks. */
const ROLLUPS = "series.rollups";

/** Whether anything that A said in B's name, which carries A's mark, was taken for B's. */
export function isUnforged(tally: Tally, theirs: Snapshot, mark: string): void {
  const found = createCanaries([mark]).find([...theirs.values()].flat().join("\n"));
  tally.attempt("topics", "what A said in B's name, among B's rows", found && `found "${found}"`);
}

/** What is B's is still there, as it was, and nothing beside it. */
export function isUnchanged(
  tally: Tally,
  before: Snapshot,
  after: Snapshot,
  but: ReadonlySet<string> = new Set(),
): void {
  for (const [table, rows] of before) {
    if (but.has(table)) continue;
    const [said = null] = differences(new Map([[table, rows]]), after);
    tally.attempt("tables", `${table}: what is B's, after all attempts`, said);
  }
}

/** An attempt at an empty table says nothing: where the proof has devices, each side has a row in every table. */
export function checkFilled(tally: Tally, theirs: Snapshot, mine: Snapshot, hasDevices: boolean): void {
  for (const [name, known] of Object.entries(KNOWN_TABLES)) {
    if (known.column === null || known.mayBeEmpty !== undefined || (known.byDevices && !hasDevices)) continue;
    // Noted above, where it is so.
    if (name === BLOCKS || name === ROLLUPS || name === COLD) continue;
    for (const [whose, rows] of [
      ["B", theirs.get(name)],
      ["A", mine.get(name)],
    ] as const)
      if ((rows ?? []).length === 0) tally.missing(`table ${name}: ${whose} has no row in it`);
  }
}
