import type { IsolationLeak, IsolationProgress, IsolationSurface } from "@outstation/api/isolation-proof";

/** Where a tenant could meet another. A report lists them in this order. */
export const SURFACES = [
  "tables",
  "partitions",
  "pooled sessions",
  "database functions",
  "ways out of the role",
  "procedures",
  "sessions",
  "secrets of others",
  "live channels",
  "exports",
  "web routes",
  "device doors",
  "topics",
  "certificates",
] as const;
export type Surface = (typeof SURFACES)[number];

export type Counts = Pick<IsolationProgress, "phase" | "attempts" | "leaks" | "surfaces">;

/** Counts attempts, and keeps what leaked. */
export type Tally = {
  /** @param leak null where the attempt came to nothing; otherwise how it did not. */
  attempt(surface: Surface, what: string, leak: string | null): void;
  /** Something there is without a case. */
  missing(what: string): void;
  /** Something that cannot be tried here. */
  note(what: string): void;
  phase(words: string): void;
  result(): { surfaces: IsolationSurface[]; missing: string[]; notes: string[]; attempts: number; leaks: number };
};

/** Details are read by an operator: long enough to find the cause. */
const DETAIL_CHARACTERS_MAX = 600;

export function createTally(onProgress: (counts: Counts) => void): Tally {
  const counted = new Map<Surface, { attempts: number; leaks: IsolationLeak[] }>();
  const missing = new Set<string>();
  const notes = new Set<string>();
  let phase = "";

  const surfaces = (): IsolationSurface[] =>
    SURFACES.map((surface) => ({ surface, ...(counted.get(surface) ?? { attempts: 0, leaks: [] }) }));
  const sum = (of: readonly IsolationSurface[]) => ({
    attempts: of.reduce((all, { attempts }) => all + attempts, 0),
    leaks: of.reduce((all, { leaks }) => all + leaks.length, 0),
  });
  const tell = () => {
    const now = surfaces();
    onProgress({ phase, ...sum(now), surfaces: now.map((each) => ({ ...each, leaks: each.leaks.length })) });
  };

  return {
    attempt: (surface, what, leak) => {
      const known = counted.get(surface) ?? { attempts: 0, leaks: [] };
      counted.set(surface, known);
      known.attempts += 1;
      if (leak !== null) known.leaks.push({ surface, what, detail: leak.slice(0, DETAIL_CHARACTERS_MAX) });
    },
    missing: (what) => void missing.add(what),
    note: (what) => void notes.add(what),
    phase: (words) => {
      phase = words;
      tell();
    },
    result: () => {
      const all = surfaces();
      return { surfaces: all, missing: [...missing], notes: [...notes], ...sum(all) };
    },
  };
}
