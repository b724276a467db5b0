import type { Groups, Installation } from "../harness/installation";

/** A way to hurt the platform, and how it is laid out while that happens. */
export type Fault = {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly groups: Groups;
  readonly env: Readonly<Record<string, string>>;
  /** Prepares what the fault needs before anything starts. @returns a reason why it cannot be done here, or what to start with. */
  readonly prepare?: () => Promise<Prepared | { readonly impossible: string }>;
  /** Does it, and resolves when what was taken away is back. */
  readonly strike: (installation: Installation, round: number) => Promise<Struck>;
};

export type Prepared = {
  readonly cluster: string;
  readonly settings: readonly string[];
  cleanUp(): void;
};

export type Struck = {
  /** When the platform could begin to recover: of a kill its moment, of an outage its end. On `performance.now()`'s clock. */
  readonly healableAt: number;
  /** What happened, for the report. */
  readonly note?: string;
};

/** Kills processes, without a word, and starts them again at once, as a supervisor would. */
export async function killAndRestart({ supervisor }: Installation, name: string): Promise<Struck> {
  const before = supervisor.pids()[name];
  await supervisor.kill(name, "SIGKILL", { stayDown: true });
  const healableAt = performance.now();
  await supervisor.restart(name);
  if (before === undefined || supervisor.pids()[name] === before) throw new Error(`${name} was not killed`);
  return { healableAt };
}
