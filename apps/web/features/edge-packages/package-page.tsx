"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { BUTTON_PLAIN } from "@outstation/ui/form/button";
import { useShellSite } from "@outstation/ui/shell/shell-site";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DraftPanel } from "./draft-panel";
import type { PackageView } from "./edge-package";
import { EditPanel } from "./edit-panel";
import { History } from "./history";
import { PackageFacts } from "./package-facts";
import { Sources } from "./sources";

const REFRESH_MS = 5000;

/** What a gateway runs, should run and may run next. */
export function PackagePage({ deviceKey }: { deviceKey: string }) {
  const trpc = useTRPC();
  const view = useQuery(trpc.edgePackages.get.queryOptions({ key: deviceKey }, { refetchInterval: REFRESH_MS }));
  const device = useQuery(trpc.devices.get.queryOptions({ key: deviceKey }));
  useShellSite(device.data?.site?.name ?? null);
  if (view.data)
    return (
      <Loaded
        deviceKey={deviceKey}
        name={device.data?.name ?? deviceKey}
        timeZone={device.data?.site?.timeZone ?? "UTC"}
        view={view.data}
      />
    );
  if (view.error?.data?.code === "NOT_FOUND" || view.error?.data?.code === "CONFLICT")
    return (
      <EmptyState
        isPage
        title={`There is no edge package of “${deviceKey}”`}
        action={
          <Link href="/devices" className={BUTTON_PLAIN}>
            Show all devices
          </Link>
        }
      >
        Only a gateway runs one.
      </EmptyState>
    );
  if (view.error) return <CallErrorNote error={view.error} onRetry={() => view.refetch()} />;
  return <SkeletonRows rows={8} />;
}

type Shown = {
  readonly deviceKey: string;
  readonly name: string;
  readonly timeZone: string;
  readonly view: PackageView;
};

function Loaded({ deviceKey, name, timeZone, view }: Shown) {
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-col gap-1">
        <Link href={`/devices/${encodeURIComponent(deviceKey)}`} className="link w-fit text-sm">
          {name}
        </Link>
        <div className="flex flex-wrap items-baseline gap-x-4">
          <h1 className="font-semibold text-xl">Edge package</h1>
          <span className="font-mono text-ink-soft text-sm">{deviceKey}</span>
        </div>
      </header>
      <PackageFacts deviceKey={deviceKey} view={view} timeZone={timeZone} />
      {view.draft && <DraftPanel deviceKey={deviceKey} view={view} draft={view.draft} timeZone={timeZone} />}
      <Sources deviceKey={deviceKey} view={view} />
      <EditPanel deviceKey={deviceKey} view={view} />
      <History deviceKey={deviceKey} view={view} timeZone={timeZone} />
    </div>
  );
}
