import { CopyText } from "@outstation/ui/form/copy-text";
import { EmptyState } from "@outstation/ui/state/empty-state";

/** The tenant has no device yet. Says what brings one. */
export function NoDevices() {
  return (
    <EmptyState title="No devices yet" action={<CopyText text="npm start" what="command" />}>
      A device appears here when its gateway has enrolled. On your own machine the demo starts with simulated hardware,
      unless it was started without it: start it again with
    </EmptyState>
  );
}
