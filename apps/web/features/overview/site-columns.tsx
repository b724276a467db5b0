import type { Column } from "@outstation/ui/data/data-table";
import { StateMark } from "@outstation/ui/state/state-mark";
import Link from "next/link";
import { LastSeen } from "../devices/device-columns";
import type { SiteSummary } from "./attention";

export const SITE_COLUMNS: readonly Column<SiteSummary>[] = [
  {
    key: "site",
    header: "Site",
    className: "whitespace-nowrap",
    cell: ({ id, name }) => (
      <Link href={`/devices?site=${id}`} data-row-focus className="font-medium after:absolute after:inset-0">
        {name}
      </Link>
    ),
  },
  {
    key: "connected",
    header: "Connected",
    align: "right",
    cell: ({ connected, devices }) => (
      <StateMark tone={connected < devices ? "warning" : devices === 0 ? "off" : "normal"}>
        {connected} of {devices}
      </StateMark>
    ),
  },
  {
    key: "badPoints",
    header: "Bad points",
    align: "right",
    from: "sm",
    cell: ({ badPoints }) =>
      badPoints === 0 ? <span className="text-ink-faint">0</span> : <StateMark tone="critical">{badPoints}</StateMark>,
  },
  {
    key: "lastSeenAt",
    header: "Last message",
    align: "right",
    cell: ({ lastSeenAt, timeZone }) => <LastSeen at={lastSeenAt} timeZone={timeZone} />,
  },
];
