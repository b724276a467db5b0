import { join } from "node:path";
import { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

const Kept = z.object({ since: z.number(), usedBytes: z.number() });
/** What went over the wire in the month that began then, Unix ms. */
export type Kept = z.infer<typeof Kept>;

const fileOf = (dataDir: string) => join(dataDir, "data-budget.json");

/** @returns null where nothing was kept, or nothing that can be read: then this month is counted from here. */
export async function readLedger(dataDir: string): Promise<Kept | null> {
  const text = await readIfThere(fileOf(dataDir));
  try {
    return text === null ? null : Kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export type LedgerKeeper = {
  /** Has this written soon. */
  keep(kept: Kept): void;
  /** Resolves when what was last handed over is on the disk, or could not be. */
  settled(): Promise<void>;
};

/** Writes one after the other; of what comes meanwhile only the last. */
export function createLedgerKeeper(dataDir: string, onFailed: (reason: unknown) => void): LedgerKeeper {
  let next: Kept | null = null;
  let writing: Promise<void> | null = null;
  async function write() {
    for (let kept = next; kept !== null; kept = next) {
      next = null;
      await writeDurably(fileOf(dataDir), JSON.stringify(kept), 0o600).catch(onFailed);
    }
    writing = null;
  }
  return {
    keep(kept) {
      next = kept;
      writing ??= write();
    },
    settled: async () => {
      await writing;
    },
  };
}
