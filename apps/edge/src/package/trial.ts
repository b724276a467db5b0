import type { SourceHealth } from "../drivers/driver";

/** A new package has this long to bring back what was connected before it. */
export const TRIAL_MS = 60_000;
/** What came back must stay for this long. */
export const SETTLED_MS = 5_000;
/** A package that the gateway did not survive this often is not tried once more. */
export const STARTS_MAX = 3;

export type Trial = {
  /** Sources that were connected under the package before, and that the new one still has. */
  readonly mustConnect: readonly string[];
  readonly startedAt: number;
  /** Since when all of them are connected; null while they are not. */
  readonly settledFrom: number | null;
};
export type Judgement = { readonly outcome: "wait" | "good" | "bad"; readonly trial: Trial; readonly reason: string };

/** Looks at a package that is being tried. Pure. */
export function judgeTrial(trial: Trial, states: ReadonlyMap<string, SourceHealth>, now: number): Judgement {
  const missing = trial.mustConnect.filter((id) => states.get(id)?.state !== "connected");
  if (missing.length === 0) {
    const settledFrom = trial.settledFrom ?? now;
    return { outcome: now - settledFrom >= SETTLED_MS ? "good" : "wait", trial: { ...trial, settledFrom }, reason: "" };
  }
  const unsettled = { ...trial, settledFrom: null };
  if (now - trial.startedAt < TRIAL_MS) return { outcome: "wait", trial: unsettled, reason: "" };
  const said = missing.map((id) => {
    const health = states.get(id);
    return `${id} was connected before and is ${health?.state ?? "not there"}${health?.detail ? `: ${health.detail}` : ""}`;
  });
  return { outcome: "bad", trial: unsettled, reason: said.join("; ").slice(0, 500) };
}
