"use client";
import type { Outputs } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import Link from "next/link";

type Flag = Outputs["schemas"]["list"]["flags"][number];

const COLUMNS: Column<Flag>[] = [
  {
    key: "device",
    header: "Device",
    cell: ({ deviceKey }) => (
      <Link className="link font-mono text-sm" data-row-focus href={`/tail?device=${encodeURIComponent(deviceKey)}`}>
        {deviceKey}
      </Link>
    ),
  },
  { key: "type", header: "Type", cell: ({ deviceType }) => deviceType },
  { key: "declared", header: "Declares", align: "right", cell: ({ declared }) => declared },
  { key: "checked", header: "Checked by", align: "right", cell: ({ checkedBy }) => checkedBy },
  {
    key: "messages",
    header: "Messages",
    align: "right",
    from: "sm",
    cell: ({ messages }) => messages.toLocaleString("en"),
  },
  {
    key: "first",
    header: "First",
    align: "right",
    from: "lg",
    cell: ({ firstSeenAt }) => <TimeAgo at={firstSeenAt} timeZone="UTC" />,
  },
  { key: "last", header: "Last", align: "right", cell: ({ lastSeenAt }) => <TimeAgo at={lastSeenAt} timeZone="UTC" /> },
];

/** Devices that declare a minor version which nobody has published. */
export function FlagTable({ flags }: { flags: readonly Flag[] }) {
  return (
    <Panel
      title="Unknown versions"
      says="These devices declare a version that is not published. What they say is stored; the points that the newest published version knows are checked by it."
    >
      <DataTable
        label="Unknown versions"
        rows={flags}
        rowKey={({ deviceKey, declared }) => `${deviceKey} ${declared}`}
        columns={COLUMNS}
      />
    </Panel>
  );
}
