import type { Desk } from "@outstation/api/context";
import type { Database } from "@outstation/domain/ports";
import type { Authority, WebDoor } from "./trial";

export type ProofDeps = {
  /** The installation's front desk. The proof opens connections of its own beside it. */
  readonly desk: Desk & { readonly platformDb: Database };
  /** Whose session started it. */
  readonly startedBy: string;
  /** The web apps as they are reached; null where there is none to be reached. */
  readonly web: { readonly web: WebDoor | null; readonly portal: WebDoor | null };
  /** The ingest role, where the proof may try it too; an installation's web process does not have it. */
  readonly ingestUrl: string | null;
  readonly authority: Authority | null;
};
