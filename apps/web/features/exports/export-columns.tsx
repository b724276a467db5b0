import type { Column } from "@outstation/ui/data/data-table";
import { formatBytes } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { ExportActs } from "./export-acts";
import { devicesText, type ExportLine, isOpen, rangeText, shareOf, toneOf } from "./export-line";

export const exportColumns = ({ onLink }: { onLink: (id: string) => void }): Column<ExportLine>[] => [
  {
    key: "state",
    header: "State",
    cell: (line) => <StateMark tone={toneOf(line)}>{line.state}</StateMark>,
  },
  {
    key: "devices",
    header: "Devices",
    className: "max-w-56",
    cell: (line) => (
      <span className="block truncate font-mono text-xs" title={line.devices.map(({ key }) => key).join(", ")}>
        {devicesText(line)}
      </span>
    ),
  },
  {
    key: "range",
    header: "Range",
    from: "xl",
    cell: (line) => <span className="whitespace-nowrap text-ink-soft">{rangeText(line)}</span>,
  },
  { key: "format", header: "Format", from: "sm", cell: ({ format }) => (format === "csv" ? "CSV" : "Parquet") },
  { key: "rows", header: "Readings", align: "right", from: "sm", cell: (line) => <Rows line={line} /> },
  {
    key: "size",
    header: "Size",
    align: "right",
    from: "lg",
    cell: ({ size }) => <span className="whitespace-nowrap">{size === null ? "–" : formatBytes(size)}</span>,
  },
  {
    key: "requested",
    header: "Asked for",
    from: "lg",
    cell: ({ requestedAt, requestedBy }) => (
      <span title={requestedBy}>
        <TimeAgo at={requestedAt} timeZone="UTC" short />
      </span>
    ),
  },
  {
    key: "acts",
    header: "Acts",
    headerHidden: true,
    align: "right",
    cell: (line) => <ExportActs line={line} onLink={onLink} />,
  },
];

/** How many there are, or how many of about how many; what went wrong where something did. */
function Rows({ line }: { line: ExportLine }) {
  if (line.state === "failed")
    return (
      <span className="block max-w-80 truncate text-ink-soft" title={line.failure ?? undefined}>
        {line.failure}
      </span>
    );
  if (!isOpen(line)) return line.state === "ready" ? line.rowsDone.toLocaleString("en") : "–";
  const [done, of] = [line.rowsDone.toLocaleString("en"), line.rowsEstimated.toLocaleString("en")];
  const share = shareOf(line);
  return (
    <span className="inline-flex items-center gap-2">
      <span
        role="progressbar"
        aria-label="Readings exported"
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={`${done} of about ${of}`}
        className="h-1.5 w-20 overflow-hidden rounded-sm bg-sunken"
      >
        <span className="block h-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="whitespace-nowrap text-ink-soft max-lg:hidden">{`${done} of ~${of}`}</span>
    </span>
  );
}
