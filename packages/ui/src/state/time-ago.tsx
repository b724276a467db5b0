"use client";
import { ago, fullTime, pointInTime, zoneLabel } from "../format/times";
import { useNow } from "./use-now";

/** `14:03:21 (2 s ago)` in the given zone, ticking. `null` is shown as "never". */
export function TimeAgo({ at, timeZone, short = false }: { at: number | null; timeZone: string; short?: boolean }) {
  const now = useNow();
  if (at === null) return <span className="text-ink-faint">never</span>;
  const age = ago(at, now);
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={`${fullTime(at, timeZone)} ${zoneLabel(at, timeZone)}`}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {short ? (
        age
      ) : (
        <>
          {pointInTime(at, now, timeZone)} <span className="text-ink-faint">({age})</span>
        </>
      )}
    </time>
  );
}
