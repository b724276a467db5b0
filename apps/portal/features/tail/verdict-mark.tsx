import { StateMark } from "@outstation/ui/state/state-mark";
import type { Message } from "./messages";

/** What the pipeline decided: accepted, or quarantined with its reason's code. */
export function VerdictMark({ verdict }: { verdict: Message["verdict"] }) {
  if (verdict.state === "accepted") return <StateMark tone="normal">accepted</StateMark>;
  return (
    <StateMark tone="warning">
      quarantined <code className="font-mono text-ink-soft text-xs">{verdict.reason.code}</code>
    </StateMark>
  );
}
