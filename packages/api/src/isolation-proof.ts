/** One way in which a tenant saw, changed or could infer what is another's. */
export type IsolationLeak = { readonly surface: string; readonly what: string; readonly detail: string };

export type IsolationSurface = {
  readonly surface: string;
  readonly attempts: number;
  readonly leaks: readonly IsolationLeak[];
};

/** What an isolation proof found. Times are Unix milliseconds. */
export type IsolationReport = {
  readonly id: string;
  readonly startedAt: number;
  /** The address of the operator who started it. */
  readonly startedBy: string;
  readonly seconds: number;
  readonly attempts: number;
  readonly leaks: number;
  readonly surfaces: readonly IsolationSurface[];
  /** Tables, procedures, routes or functions that have no case yet: the proof says nothing of them. */
  readonly missing: readonly string[];
  /** What could not be tried here, and why. */
  readonly notes: readonly string[];
  /** The slugs of the synthetic tenants, which stay as suspended. */
  readonly tenants: readonly string[];
  /** Why the proof ended before its end, in words; null when it did not. */
  readonly failure: string | null;
};

export type IsolationProgress = {
  readonly startedAt: number;
  readonly startedBy: string;
  /** What it does at the moment, in words. */
  readonly phase: string;
  readonly attempts: number;
  readonly leaks: number;
  readonly surfaces: readonly { readonly surface: string; readonly attempts: number; readonly leaks: number }[];
};

/** The isolation proof as the operators' desk starts and watches it. */
export type IsolationProof = {
  /** Begins one in the background. @returns false when one is under way already. */
  start(startedBy: string): boolean;
  /** What is under way, and the last reports, newest first. */
  view(): Promise<{ readonly running: IsolationProgress | null; readonly reports: readonly IsolationReport[] }>;
};
