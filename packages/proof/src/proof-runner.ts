import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { IsolationProgress, IsolationProof, IsolationReport } from "@outstation/api/isolation-proof";
import type { Counts } from "./tally";

/** The last proofs; an older one says nothing of what runs now. */
const REPORTS_MAX = 20;

export type Prove = (startedBy: string, onProgress: (counts: Counts) => void) => Promise<IsolationReport>;

/**
 * Runs one proof at a time in the background of this process, and keeps the last reports.
 * @param options.file where reports are kept over a restart; null: in memory only.
 * @param options.onError told where a proof or its report was lost.
 */
export function createProofRunner(options: {
  readonly prove: Prove;
  readonly file: string | null;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): IsolationProof {
  const { prove, file, now, onError } = options;
  let running: IsolationProgress | null = null;
  let reports: Promise<readonly IsolationReport[]> | undefined;
  const known = () => {
    reports ??= readReports(file);
    return reports;
  };

  async function run(startedBy: string, startedAt: number): Promise<void> {
    const report = await prove(startedBy, (counts) => {
      running = { startedAt, startedBy, ...counts };
    });
    const all = [report, ...(await known())].slice(0, REPORTS_MAX);
    reports = Promise.resolve(all);
    if (file !== null) await writeReports(file, all);
  }

  return {
    start: (startedBy) => {
      if (running !== null) return false;
      const startedAt = now();
      running = { startedAt, startedBy, phase: "Begins", attempts: 0, leaks: 0, surfaces: [] };
      void run(startedBy, startedAt)
        .catch(onError)
        .finally(() => {
          running = null;
        });
      return true;
    },
    view: async () => ({ running, reports: await known() }),
  };
}

async function readReports(file: string | null): Promise<readonly IsolationReport[]> {
  if (file === null) return [];
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch {
    // None yet, or not ours to read: a proof is made again sooner than a file is repaired.
    return [];
  }
}

async function writeReports(file: string, reports: readonly IsolationReport[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(reports), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
