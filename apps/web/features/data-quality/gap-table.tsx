"use client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { duration, pointInTime } from "@outstation/ui/format/times";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useNow } from "@outstation/ui/state/use-now";
import Link from "next/link";
import type { LedgerLine } from "./gaps";

const TONES: Readonly<Record<LedgerLine["state"], Tone>> = { open: "warning", healed: "normal", silence: "stale" };

/** What is missing, what came late, and when nothing was measured. */
export function GapTable({
  lines,
  timeZone,
  senderKey,
}: {
  lines: readonly LedgerLine[];
  timeZone: string;
  senderKey: string;
}) {
  return <DataTable label="Gaps" rows={lines} rowKey={({ key }) => key} columns={columnsOf(timeZone, senderKey)} />;
}

const columnsOf = (timeZone: string, senderKey: string): Column<LedgerLine>[] => [
  { key: "state", header: "State", cell: ({ state }) => <StateMark tone={TONES[state]}>{state}</StateMark> },
  { key: "when", header: "Measured between", cell: (line) => <Between line={line} timeZone={timeZone} /> },
  {
    key: "length",
    header: "Time",
    align: "right",
    from: "sm",
    cell: ({ from, to }) => (from === null ? "–" : duration(Math.abs(to - from))),
  },
  {
    key: "messages",
    header: "Messages",
    align: "right",
    cell: ({ messages }) => (messages === null ? "–" : messages.toLocaleString("en")),
  },
  {
    key: "cause",
    header: "Cause",
    from: "sm",
    cell: ({ cause, quarantined }) =>
      quarantined === 0 ? (
        cause
      ) : (
        <Link className="link" href={`/data-quality?tab=quarantine&device=${encodeURIComponent(senderKey)}`}>
          {cause === "in quarantine" ? cause : `${cause}; ${quarantined} in quarantine`}
        </Link>
      ),
  },
  {
    key: "healed",
    header: "Came late",
    align: "right",
    from: "lg",
    cell: ({ healedAt }) => (healedAt === null ? "" : <TimeAgo at={healedAt} timeZone={timeZone} />),
  },
  {
    key: "numbers",
    header: "Boot/numbers",
    from: "xl",
    cell: ({ numbers }) => <span className="font-mono text-ink-soft text-xs">{numbers}</span>,
  },
];

function Between({ line: { from, to }, timeZone }: { line: LedgerLine; timeZone: string }) {
  const now = useNow();
  const end = pointInTime(to, now, timeZone);
  return (
    <span className="sm:whitespace-nowrap" suppressHydrationWarning>
      {from === null ? `before ${end}` : `${pointInTime(from, now, timeZone)} – ${end}`}
    </span>
  );
}
