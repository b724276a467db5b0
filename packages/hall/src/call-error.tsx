import { ErrorNote } from "@outstation/ui/state/error-note";
import type { CallError } from "./client";

/** What the platform said of a failed call, or that it did not answer. */
export function CallErrorNote({ error, onRetry }: { error: CallError; onRetry?: () => void }) {
  const fault = error.data?.fault;
  return (
    <ErrorNote
      message={fault?.message ?? "The platform did not answer. What you see may be old; it is asked again on its own."}
      code={fault?.code ?? "connection.lost"}
      onRetry={onRetry}
    />
  );
}
