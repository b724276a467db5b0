import type { Groups, Installation } from "../harness/installation";
import type { Path } from "../harness/layout";

/** A way to hurt the platform, and how it is laid out while that happens. */
export type Fault = {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  readonly path: Path;
  readonly groups: Groups;
  readonly env: Readonly<Record<string, string>>;
  /** Prepares what the fault needs before anything starts. @returns a reason where it cannot be done here. */
  readonly prepare?: (folder: string) => Promise<Prepared | { readonly impossible: string }>;
  /** Does it, and resolves when the platform has all it needs to go on. */
  readonly strike: (installation: Installation, round: number, prepared: Prepared) => Promise<Struck>;
};

export type Prepared = {
  readonly cluster?: string;
  readonly settings?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** One of several that do the same is killed: `mend` brings it back. */
  readonly spare?: { kill(round: number): Promise<void>; mend(round: number): Promise<void> };
  cleanUp(): Promise<void> | void;
};

export type Struck = {
  /** When the platform could begin to recover: of a kill its moment, of an outage its end. On `performance.now()`'s clock. */
  readonly healableAt: number;
  /** What happened, for the report. */
  readonly note?: string;
  /** Brings back what the platform has to do without until then. */
  readonly mend?: () => Promise<void>;
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
