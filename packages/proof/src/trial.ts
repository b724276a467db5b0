import type { Desk } from "@outstation/api/context";
import type { Canaries } from "./canaries";
import type { Credentials } from "./devices/x509";
import type { Tally } from "./tally";
import type { ProofDesk } from "./world/desk";
import type { Filled } from "./world/fill";
import type { Fleet } from "./world/live";
import type { Cast } from "./world/parties";

/**
 * The certificate authority's own hand: where the proof has it, it also tries what only we could issue. An installation's web
 * process does not have it.
 */
export type Authority = {
  /** Issues as the platform does. @throws what the platform throws */
  issue(request: {
    certificateRequest: string;
    identity: { tenant: string; device: string };
    now: number;
  }): Promise<{ pem: string }>;
  /** Signs a certificate with these common names and the authority's own key, past every check. */
  signAs(commonNames: readonly string[]): Promise<Credentials>;
  chain(): readonly string[];
};

/** A web app's address, or the app itself. */
export type WebDoor = (path: string, init?: RequestInit) => Promise<Response>;

/** What every part of the proof works with. */
export type Trial = {
  readonly proof: ProofDesk;
  readonly desk: Desk;
  readonly tally: Tally;
  readonly cast: Cast;
  readonly a: Filled;
  readonly b: Filled;
  /** By what everything of B's is known; grows with B. */
  readonly canaries: Canaries;
};

/** A trial with devices on both sides. */
export type LiveTrial = Trial & { readonly fleets: { readonly a: Fleet; readonly b: Fleet } };
