"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { DataTable } from "@outstation/ui/data/data-table";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { DEVICE_COLUMNS } from "./device-columns";

const REFRESH_MS = 5000;
/** The same for every one of them, or beside the point here. */
const LEFT_OUT = new Set(["site", "area", "gateway", "package"]);
const COLUMNS = DEVICE_COLUMNS.filter(({ key }) => !LEFT_OUT.has(key));

/** The devices a gateway relays for. */
export function AttachedDevices({ gatewayKey }: { gatewayKey: string }) {
  const devices = useQuery(useTRPC().devices.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const attached = devices.data?.filter((device) => device.gatewayKey === gatewayKey);
  return (
    <section aria-labelledby="attached" className="flex min-w-0 flex-col gap-2">
      <h2 id="attached" className="font-semibold text-lg">
        Devices behind this gateway
      </h2>
      {devices.error && <CallErrorNote error={devices.error} onRetry={() => devices.refetch()} />}
      {devices.isPending && <SkeletonRows rows={3} />}
      {attached && (
        <DataTable
          label="Devices behind this gateway"
          rows={attached}
          rowKey={({ key }) => key}
          rowTestId={({ key }) => `device-row-${key}`}
          columns={COLUMNS}
        />
      )}
    </section>
  );
}
