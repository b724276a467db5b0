import type { DeviceStatus } from "@outstation/contracts/mqtt/status";

/**
 * `in_step`: it runs what it should. `trial`: it tries it, and may still go back. `behind`, `ahead`: another version.
 * `refused`: it went back to what it ran before, or never took it up. `differs`: the same version with another text.
 * `unreported`: it never said what it runs.
 */
export type DriftState = "in_step" | "trial" | "behind" | "ahead" | "refused" | "differs" | "unreported";

/** How what a gateway runs stands to what it should run. Times are Unix milliseconds. */
export type Drift = {
  readonly state: DriftState;
  /** Since when that is so. */
  readonly since: number;
  /** Why it was refused, in the gateway's words. */
  readonly reason: string | null;
};

export type Desired = {
  readonly version: number;
  readonly at: number;
  /** Whether a hash is that of the desired text. */
  readonly isSha256: (sha256: string) => boolean;
};

/** Pure. `changedAt`: when what the gateway says it runs last changed. */
export function driftOf(desired: Desired, status: DeviceStatus | null, changedAt: number | null): Drift {
  const version = status?.packageVersion;
  if (version === undefined) return { state: "unreported", since: desired.at, reason: null };
  const since = Math.max(desired.at, changedAt ?? 0);
  const report = status?.package;
  // A gateway that says nothing of its package's state runs one from before they were signed, whose hash had no one spelling.
  if (version === desired.version && (report === undefined || desired.isSha256(status?.packageSha256 ?? "")))
    return { state: report?.state === "trial" ? "trial" : "in_step", since, reason: null };
  const refused = report?.refused;
  if (refused !== undefined && refused.version === desired.version && desired.isSha256(refused.sha256))
    return { state: "refused", since: Math.max(desired.at, refused.at), reason: refused.reason };
  const state = version < desired.version ? "behind" : version > desired.version ? "ahead" : "differs";
  return { state, since, reason: null };
}

/** Whether sending the package again can bring the gateway into step. */
export const isWorthSending = ({ state }: Drift): boolean =>
  state === "behind" || state === "differs" || state === "unreported";
