import type { Column } from "@outstation/ui/data/data-table";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import Link from "next/link";
import { StandingMark } from "../certificates/standing";
import { DriftMark } from "../edge-packages/drift-mark";
import { type DeviceRow, DeviceStateMark } from "./device-state";

/** A link that fills its row, so that a press anywhere opens the device. */
export function DeviceLink({ device }: { device: Pick<DeviceRow, "key" | "name"> }) {
  return (
    <Link
      href={`/devices/${encodeURIComponent(device.key)}`}
      data-row-focus
      className="flex min-w-0 items-baseline gap-2 after:absolute after:inset-0"
    >
      <span className="truncate font-medium">{device.name}</span>
      <span className="truncate font-mono text-ink-faint text-xs max-sm:hidden">{device.key}</span>
    </Link>
  );
}

/** The time and its age; on a narrow screen the age alone. */
export function LastSeen(props: { at: number | null; timeZone: string }) {
  return (
    <>
      <span className="max-sm:hidden">
        <TimeAgo {...props} />
      </span>
      <span className="sm:hidden">
        <TimeAgo {...props} short />
      </span>
    </>
  );
}

export const DEVICE_COLUMNS: readonly Column<DeviceRow>[] = [
  { key: "state", header: "State", sortable: true, cell: ({ state }) => <DeviceStateMark state={state} /> },
  {
    key: "name",
    header: "Device",
    sortable: true,
    className: "max-sm:w-full max-sm:max-w-0 sm:max-w-80",
    cell: (device) => <DeviceLink device={device} />,
  },
  { key: "type", header: "Type", sortable: true, from: "lg", className: "whitespace-nowrap", cell: ({ type }) => type },
  {
    key: "site",
    header: "Site",
    sortable: true,
    from: "sm",
    className: "whitespace-nowrap",
    cell: ({ site }) => site?.name ?? "–",
  },
  {
    key: "area",
    header: "Area",
    sortable: true,
    from: "2xl",
    className: "max-w-48",
    cell: ({ area }) => (
      <div className="truncate" title={area ?? undefined}>
        {area ?? "–"}
      </div>
    ),
  },
  {
    key: "gateway",
    header: "Gateway",
    from: "xl",
    className: "whitespace-nowrap",
    cell: ({ gatewayKey }) => <span className="font-mono text-xs">{gatewayKey ?? "–"}</span>,
  },
  {
    key: "tags",
    header: "Tags",
    from: "2xl",
    className: "max-w-40",
    cell: ({ tags }) => <div className="truncate">{tags.join(", ") || "–"}</div>,
  },
  {
    key: "certificate",
    header: "Certificate",
    from: "lg",
    cell: ({ certificate }) => (certificate === null ? "–" : <StandingMark standing={certificate.standing} />),
  },
  {
    key: "package",
    header: "Package",
    from: "xl",
    cell: ({ packageDrift }) => (packageDrift === null ? "–" : <DriftMark state={packageDrift.state} />),
  },
  {
    key: "buffered",
    header: "Buffer",
    align: "right",
    from: "2xl",
    cell: ({ buffered }) =>
      buffered === null ? "–" : buffered === 0 ? <span className="text-ink-faint">0</span> : buffered,
  },
  { key: "points", header: "Points", sortable: true, align: "right", from: "sm", cell: ({ points }) => points },
  {
    key: "badPoints",
    header: "Bad",
    sortable: true,
    align: "right",
    from: "sm",
    cell: ({ badPoints }) =>
      badPoints === 0 ? <span className="text-ink-faint">0</span> : <StateMark tone="critical">{badPoints}</StateMark>,
  },
  {
    key: "lastSeenAt",
    header: "Last seen",
    sortable: true,
    align: "right",
    cell: ({ lastSeenAt, site }) => <LastSeen at={lastSeenAt} timeZone={site?.timeZone ?? "UTC"} />,
  },
];
