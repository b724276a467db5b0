import { useTRPC } from "@outstation/hall/client";
import { useSubscription } from "@trpc/tanstack-react-query";
import type { ExportLine } from "./export-line";

export type LiveExports = {
  /** Null: not known yet. */
  readonly lines: readonly ExportLine[] | null;
  readonly isBroken: boolean;
};

/** The tenant's exports as the server pushes them: now, and after every change. */
export function useExports(): LiveExports {
  const { data, status } = useSubscription(useTRPC().exports.live.subscriptionOptions());
  return { lines: data ?? null, isBroken: status === "error" };
}
