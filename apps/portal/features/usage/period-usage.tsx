import type { Outputs } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { count, formatBytes } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { periodName, type Span } from "./spans";

type Period = Outputs["usage"]["periods"][number];

/** Period by period, the newest first, each beside the largest. */
export function PeriodUsage({ span, periods }: { span: Span; periods: readonly Period[] }) {
  if (periods.length === 0)
    return <EmptyState title="Nothing was counted">In {span.name} no message of these devices was stored.</EmptyState>;
  const [messages, bytes] = [sum(periods, "messages"), sum(periods, "bytes")];
  const largest = Math.max(...periods.map((period) => period.messages));
  return (
    <section aria-label="By period" className="flex flex-col gap-2">
      <p>
        <strong>{count(messages, "message")}</strong>, <strong>{formatBytes(bytes)}</strong> of payload in {span.name}
      </p>
      <DataTable
        label={`Usage by ${span.unit}`}
        rows={periods.toReversed()}
        rowKey={({ start }) => String(start)}
        columns={columnsOf(span, largest)}
      />
    </section>
  );
}

const sum = (periods: readonly Period[], what: "messages" | "bytes") =>
  periods.reduce((total, period) => total + period[what], 0);

const columnsOf = (span: Span, largest: number): Column<Period>[] => [
  { key: "start", header: `${span.label.slice(0, -1)} (UTC)`, cell: ({ start }) => periodName(span, start) },
  {
    key: "messages",
    header: "Messages",
    align: "right",
    cell: ({ messages }) => messages.toLocaleString("en"),
  },
  {
    key: "share",
    header: "Beside the largest",
    headerHidden: true,
    from: "sm",
    className: "w-1/3",
    cell: ({ messages }) => (
      <span aria-hidden="true" className="block h-2 rounded-sm bg-sunken">
        <span
          className="block h-2 rounded-sm bg-(--series-1)"
          style={{ width: `${largest === 0 ? 0 : (100 * messages) / largest}%` }}
        />
      </span>
    ),
  },
  { key: "bytes", header: "Payload", align: "right", cell: ({ bytes }) => formatBytes(bytes) },
  { key: "devices", header: "Active devices", align: "right", cell: ({ devices }) => devices },
  {
    key: "closed",
    header: "State",
    from: "lg",
    cell: ({ closed }) => <span className="text-ink-soft">{closed ? "closed" : "counting"}</span>,
  },
];
