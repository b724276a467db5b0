import { count } from "@outstation/ui/format/numbers";
import { fullTime } from "@outstation/ui/format/times";
import { StateMark } from "@outstation/ui/state/state-mark";
import type { Verdict } from "./quarantine-message";

/** What the platform would say of a payload. */
export function VerdictNote({ verdict, lead }: { verdict: Verdict; lead: string }) {
  return (
    <div role="status" className="rounded-md border border-line px-3 py-2">
      <p className="text-ink-soft text-sm">{lead}</p>
      {verdict.ok ? (
        <>
          <StateMark tone="normal">
            <span className="whitespace-normal text-ink">
              it would be stored: {count(verdict.readings, "reading")} of {verdict.deviceKey}, measured{" "}
              {fullTime(verdict.measuredFrom, "UTC")} UTC
              {verdict.measuredTo > verdict.measuredFrom && ` to ${fullTime(verdict.measuredTo, "UTC")} UTC`}
            </span>
          </StateMark>
          {verdict.newPoints.length > 0 && (
            <p className="text-ink-soft text-sm">
              New to this device: {verdict.newPoints.slice(0, 10).join(", ")}
              {verdict.newPoints.length > 10 && ` and ${verdict.newPoints.length - 10} more`}
            </p>
          )}
        </>
      ) : (
        <StateMark tone="warning">
          <span className="whitespace-normal">
            it would be refused: {verdict.message}{" "}
            <code className="font-mono text-ink-faint text-xs">{verdict.code}</code>
          </span>
        </StateMark>
      )}
    </div>
  );
}
