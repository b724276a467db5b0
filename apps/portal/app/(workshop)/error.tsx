"use client";
import { ErrorNote } from "@outstation/ui/state/error-note";

/** The last net: a page that threw. The digest finds the line in the server's log. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorNote
      message="This page could not be drawn. Nothing was changed. Try again; if it stays, tell support the code."
      code={error.digest ?? error.name}
      onRetry={reset}
    />
  );
}
