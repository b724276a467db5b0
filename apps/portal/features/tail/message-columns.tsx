import type { Column } from "@outstation/ui/data/data-table";
import { formatBytes } from "@outstation/ui/format/numbers";
import { bytesOf, payloadPreview } from "@outstation/ui/format/payload";
import { clockTime } from "@outstation/ui/format/times";
import type { Message } from "./messages";
import { VerdictMark } from "./verdict-mark";

const withMillis = (at: number, timeZone: string) => `${clockTime(at, timeZone)}.${String(at % 1000).padStart(3, "0")}`;

/** Left out while a message stands open beside the list, which tells them. */
const WIDE = new Set(["topic", "payload"]);

/** @param isNarrow true while a message stands open beside the list. */
export const messageColumns = (timeZone: string, isNarrow: boolean, onOpen: (id: string) => void) =>
  allColumns(timeZone, onOpen).filter(({ key }) => !isNarrow || !WIDE.has(key));

function allColumns(timeZone: string, onOpen: (id: string) => void): Column<Message>[] {
  return [
    {
      key: "receivedAt",
      header: "Received",
      cell: ({ id, receivedAt }) => (
        <button
          type="button"
          data-row-focus
          onClick={() => onOpen(id)}
          className="whitespace-nowrap after:absolute after:inset-0"
        >
          {withMillis(receivedAt, timeZone)}
        </button>
      ),
    },
    { key: "verdict", header: "Verdict", cell: ({ verdict }) => <VerdictMark verdict={verdict} /> },
    {
      key: "topic",
      header: "Topic",
      from: "lg",
      className: "whitespace-nowrap",
      cell: ({ topic }) => <span className="font-mono text-xs">{topic}</span>,
    },
    {
      key: "child",
      header: "Device inside",
      from: "lg",
      cell: ({ decoded }) => <span className="whitespace-nowrap font-mono text-xs">{decoded?.child ?? "–"}</span>,
    },
    {
      key: "readings",
      header: "Readings",
      align: "right",
      from: "sm",
      cell: ({ decoded }) => decoded?.readings.length ?? "–",
    },
    {
      key: "bytes",
      header: "Size",
      align: "right",
      className: "whitespace-nowrap",
      cell: ({ bytes }) => formatBytes(bytes),
    },
    {
      key: "payload",
      header: "Payload",
      from: "xl",
      className: "max-w-0 w-full",
      cell: ({ payload }) => (
        <div className="truncate font-mono text-ink-soft text-xs">{payloadPreview(bytesOf(payload))}</div>
      ),
    },
  ];
}
