import type { Column } from "@outstation/ui/data/data-table";
import { count } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { DeviceLink, LastSeen } from "../devices/device-columns";
import { type DeviceRow, DeviceStateMark } from "../devices/device-state";

/** A device in the list of those that need someone: what is wrong, where, since when. */
export const ATTENTION_COLUMNS: readonly Column<DeviceRow>[] = [
  {
    key: "what",
    header: "What",
    cell: ({ state, badPoints }) =>
      state === "connected" ? (
        <StateMark tone="critical">{count(badPoints, "bad point")}</StateMark>
      ) : (
        <DeviceStateMark state={state} />
      ),
  },
  {
    key: "device",
    header: "Device",
    className: "max-sm:w-full max-sm:max-w-0 sm:max-w-80",
    cell: (device) => <DeviceLink device={device} />,
  },
  { key: "site", header: "Site", from: "sm", className: "whitespace-nowrap", cell: ({ site }) => site?.name ?? "–" },
  { key: "area", header: "Area", from: "lg", cell: ({ area }) => area ?? "–" },
  {
    key: "lastSeenAt",
    header: "Last seen",
    align: "right",
    cell: ({ lastSeenAt, site }) => <LastSeen at={lastSeenAt} timeZone={site?.timeZone ?? "UTC"} />,
  },
];
