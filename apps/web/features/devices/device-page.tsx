"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { BUTTON_PLAIN } from "@outstation/ui/form/button";
import { useShellSite } from "@outstation/ui/shell/shell-site";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonBlock, SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DeviceCompleteness } from "../data-quality/device-completeness";
import { AttachedDevices } from "./attached-devices";
import type { Device } from "./device";
import { DeviceFacts } from "./device-facts";
import { DeviceHeader } from "./device-header";
import { LimitNotice } from "./limit-notice";
import { defaultPoints, withLive } from "./live-points";
import { PointChart } from "./point-chart";
import { PointTable } from "./point-table";
import { rangeOf } from "./ranges";
import { type Live, useLive } from "./use-live";
import { useTrails } from "./use-trails";

const REFRESH_MS = 10_000;
/** As many lines as one can still tell apart; choosing one more lets the first go. */
const CHARTED_MAX = 20;

/** One device: its state, its points as they move, their history, and the facts beside it. */
export function DevicePage({ deviceKey }: { deviceKey: string }) {
  const device = useQuery(useTRPC().devices.get.queryOptions({ key: deviceKey }, { refetchInterval: REFRESH_MS }));
  if (device.data) return <Loaded device={device.data} />;
  if (device.error?.data?.code === "NOT_FOUND") return <NoSuchDevice deviceKey={deviceKey} />;
  if (device.error) return <CallErrorNote error={device.error} onRetry={() => device.refetch()} />;
  return (
    <div className="flex flex-col gap-4">
      <h1 className="font-mono font-semibold text-xl">{deviceKey}</h1>
      <SkeletonBlock height={300} />
      <SkeletonRows rows={8} />
    </div>
  );
}

function Loaded({ device }: { device: Device }) {
  const timeZone = device.site?.timeZone ?? "UTC";
  const live = useLive(device.key);
  useShellSite(device.site?.name ?? null);
  return (
    <div className="flex flex-col gap-5">
      <DeviceHeader device={device} timeZone={timeZone} live={live} />
      <LimitNotice deviceKey={device.key} timeZone={timeZone} />
      {/* Read in this order, and laid out so where there is no room; otherwise the facts stand beside what comes first. */}
      <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        {device.isGateway && <AttachedDevices gatewayKey={device.key} />}
        {device.pointList.length > 0 && <Points device={device} timeZone={timeZone} live={live} />}
        {device.pointList.length === 0 && !device.isGateway && <NoPoints />}
        <div className="min-w-0 xl:col-start-2 xl:row-start-1">
          <DeviceFacts device={device} timeZone={timeZone} />
        </div>
      </div>
      <DeviceCompleteness deviceKey={device.key} timeZone={timeZone} />
    </div>
  );
}

function Points({ device, timeZone, live }: { device: Device; timeZone: string; live: Live }) {
  const [address, setAddress] = useAddressBar();
  const asked = address.get("points");
  const known = device.pointList.map(({ name }) => name);
  const chosen =
    asked === null ? defaultPoints(device.pointList) : asked.split(",").filter((point) => known.includes(point));
  const trails = useTrails(device.key, known, live.stream);
  return (
    <>
      <div className="min-w-0">
        <PointChart
          deviceKey={device.key}
          points={chosen}
          timeZone={timeZone}
          stream={live.stream}
          range={rangeOf(address.get("range"))}
          onRange={(range) => setAddress({ range })}
        />
      </div>
      <div className="min-w-0 xl:col-span-2">
        <PointTable
          points={withLive(device.pointList, live.latest)}
          timeZone={timeZone}
          trails={trails}
          chosen={chosen}
          onChoose={(points) => setAddress({ points: points.slice(-CHARTED_MAX).join(",") })}
          find={address.get("find") ?? ""}
          onFind={(find) => setAddress({ find: find === "" ? null : find })}
        />
      </div>
    </>
  );
}

function NoPoints() {
  return <EmptyState title="No points yet">A point appears when the device sends its first reading of it.</EmptyState>;
}

function NoSuchDevice({ deviceKey }: { deviceKey: string }) {
  return (
    <EmptyState
      isPage
      title={`There is no device “${deviceKey}”`}
      action={
        <Link href="/devices" className={BUTTON_PLAIN}>
          Show all devices
        </Link>
      }
    >
      It was never registered, or it belongs to another tenant.
    </EmptyState>
  );
}
