"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { SearchField } from "@outstation/ui/form/search-field";
import { Segments } from "@outstation/ui/form/segments";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { percentText } from "./buckets";
import { PERIODS, periodOf, rangeOf } from "./periods";

type Sender = Outputs["completeness"]["tenant"]["senders"][number];
const REFRESH_MS = 15_000;

/** Every device that sends, the least complete first. */
export function TenantCompleteness() {
  const [address, setAddress] = useAddressBar();
  const period = periodOf(address.get("period"));
  const found = useQuery({
    ...useTRPC().completeness.tenant.queryOptions(rangeOf(period, Date.now()), { refetchInterval: REFRESH_MS }),
    placeholderData: keepPreviousData,
  });
  const find = (address.get("find") ?? "").toLowerCase();
  const senders = found.data?.senders.filter((sender) =>
    [sender.deviceName, sender.deviceKey, sender.siteName].join(" ").toLowerCase().includes(find),
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Segments
          label="Period"
          value={period.value}
          choices={PERIODS}
          onChange={(next) => setAddress({ period: next })}
        />
        <SearchField
          label="Search devices"
          value={address.get("find") ?? ""}
          onChange={(text) => setAddress({ find: text || null })}
        />
        {found.data && <Said {...found.data} />}
      </div>
      {found.error && <CallErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonRows rows={8} />}
      {senders?.length === 0 && find === "" && (
        <EmptyState
          title="Nothing was counted in this period"
          action={
            <Link className="link" href="/devices">
              Show all devices
            </Link>
          }
        >
          A device is listed here once it sends.
        </EmptyState>
      )}
      {senders?.length === 0 && find !== "" && <EmptyState title="No device matches" />}
      {senders && senders.length > 0 && (
        <DataTable
          label="Completeness by device"
          rows={senders}
          rowKey={({ deviceKey }) => deviceKey}
          rowTestId={({ deviceKey }) => `sender-row-${deviceKey}`}
          columns={columnsOf(period.value)}
        />
      )}
    </div>
  );
}

function Said({ percent, received, missing, senders }: Outputs["completeness"]["tenant"]) {
  const incomplete = senders.filter((sender) => sender.missing > 0).length;
  return (
    <span role="status" className="text-ink-soft">
      {percent === null ? (
        "Nothing was due."
      ) : (
        <>
          <StateMark tone={missing === 0 ? "normal" : "warning"}>
            <span className="font-medium">{percentText(percent)}</span>
          </StateMark>{" "}
          of {count(received + missing, "message")}; {count(incomplete, "device is", "devices are")} incomplete
        </>
      )}
    </span>
  );
}

const columnsOf = (period: string): Column<Sender>[] => [
  {
    key: "percent",
    header: "Complete",
    align: "right",
    className: "w-32",
    cell: ({ percent, missing }) =>
      percent === null ? (
        <StateMark tone="off">not countable</StateMark>
      ) : (
        <StateMark tone={missing === 0 ? "normal" : "warning"}>{percentText(percent)}</StateMark>
      ),
  },
  {
    key: "device",
    header: "Device",
    className: "max-w-80",
    cell: ({ deviceKey, deviceName }) => (
      <Link
        href={`/devices/${encodeURIComponent(deviceKey)}?period=${period}`}
        data-row-focus
        className="flex items-baseline gap-2 after:absolute after:inset-0"
      >
        <span className="truncate font-medium">{deviceName}</span>
        <span className="truncate font-mono text-ink-faint text-xs max-sm:hidden">{deviceKey}</span>
      </Link>
    ),
  },
  { key: "site", header: "Site", from: "lg", cell: ({ siteName }) => siteName ?? "" },
  {
    key: "missing",
    header: "Missing",
    align: "right",
    cell: ({ missing, percent }) => (percent === null ? "–" : missing.toLocaleString("en")),
  },
  {
    key: "gaps",
    header: "Open gaps",
    align: "right",
    from: "sm",
    cell: ({ openGaps, percent }) => (percent === null ? "–" : openGaps.toLocaleString("en")),
  },
  {
    key: "received",
    header: "Received",
    align: "right",
    from: "sm",
    cell: ({ received, unnumbered }) => (received + unnumbered).toLocaleString("en"),
  },
];
