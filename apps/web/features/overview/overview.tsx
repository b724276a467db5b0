"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { DataTable } from "@outstation/ui/data/data-table";
import { count } from "@outstation/ui/format/numbers";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { DeviceRow } from "../devices/device-state";
import { needingAttention, summariseSites } from "./attention";
import { ATTENTION_COLUMNS } from "./attention-columns";
import { NoDevices } from "./no-devices";
import { SITE_COLUMNS } from "./site-columns";

const REFRESH_MS = 5000;

/** What needs me now: devices that lost their connection or report bad points, then every site in one line. */
export function Overview() {
  const trpc = useTRPC();
  const devices = useQuery(trpc.devices.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const sites = useQuery(trpc.sites.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const error = devices.error ?? sites.error;
  return (
    <div className="flex flex-col gap-6">
      <h1 className="font-semibold text-xl">Overview</h1>
      {error && <CallErrorNote error={error} onRetry={() => Promise.all([devices.refetch(), sites.refetch()])} />}
      <CertificateWarning devices={devices.data ?? []} />
      {devices.isPending && <SkeletonRows rows={3} />}
      {devices.data?.length === 0 && <NoDevices />}
      {devices.data && devices.data.length > 0 && <Attention devices={devices.data} />}
      <section aria-labelledby="sites" className="flex flex-col gap-2">
        <h2 id="sites" className="font-semibold text-lg">
          Sites
        </h2>
        {sites.isPending && <SkeletonRows rows={2} />}
        {sites.data?.length === 0 && (
          <p className="text-ink-soft">
            No site yet.{" "}
            <Link className="link" href="/settings?tab=sites">
              Add one
            </Link>
          </p>
        )}
        {sites.data && sites.data.length > 0 && (
          <DataTable
            label="Sites"
            rows={summariseSites(sites.data, devices.data ?? [])}
            rowKey={({ id }) => id}
            columns={SITE_COLUMNS}
          />
        )}
      </section>
    </div>
  );
}

/** Certificates that end although their devices should have renewed them. */
function CertificateWarning({ devices }: { devices: readonly DeviceRow[] }) {
  const late = devices.filter(
    ({ certificate }) => certificate?.standing === "overdue" || certificate?.standing === "expired",
  );
  if (late.length === 0) return null;
  return (
    <p role="status" className="flex flex-wrap items-baseline gap-3">
      <StateMark tone="warning">{count(late.length, "certificate")} overdue for renewal or expired</StateMark>
      <Link className="link" href="/certificates?view=attention">
        Show them
      </Link>
    </p>
  );
}

function Attention({ devices }: { devices: readonly DeviceRow[] }) {
  const needing = needingAttention(devices);
  const connected = devices.filter(({ state }) => state === "connected").length;
  return (
    <section aria-labelledby="attention" className="flex flex-col gap-2">
      <h2 id="attention" className="font-semibold text-lg">
        Needs attention
      </h2>
      <p role="status">
        {needing.length === 0 ? (
          <StateMark tone="normal">
            <span className="whitespace-normal">
              Nothing. {connected} of {count(devices.length, "device")} connected, no bad points.
            </span>
          </StateMark>
        ) : (
          <span className="text-ink-soft">
            {count(needing.length, "device")}; {connected} of {devices.length} connected.
          </span>
        )}
      </p>
      {needing.length > 0 && (
        <DataTable
          label="Devices that need attention"
          rows={needing}
          rowKey={({ key }) => key}
          columns={ATTENTION_COLUMNS}
        />
      )}
    </section>
  );
}
