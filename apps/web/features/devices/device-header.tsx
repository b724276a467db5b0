"use client";
import { count } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import Link from "next/link";
import { DriftMark } from "../edge-packages/drift-mark";
import type { Device } from "./device";
import { DeviceActs } from "./device-acts";
import { DeviceStateMark } from "./device-state";
import type { Live } from "./use-live";

const LIVE_WORDS = {
  live: "updates live",
  connecting: "connecting to live updates",
  broken: "live updates broke off; reload the page",
} as const;

/** What device this is, how it is doing, and whether what one sees is live. */
export function DeviceHeader({ device, timeZone, live }: { device: Device; timeZone: string; live: Live }) {
  const lastAt = Math.max(device.lastSeenAt ?? 0, ...[...live.latest.values()].map(({ measuredAt }) => measuredAt));
  return (
    <header className="flex flex-col gap-1">
      <Link href="/devices" className="link w-fit text-sm">
        Devices
      </Link>
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <DeviceActs device={device} />
        <h1 className="font-semibold text-xl">{device.name}</h1>
        <span className="font-mono text-ink-soft text-sm">{device.key}</span>
        <span className="text-ink-soft">{device.type}</span>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <DeviceStateMark state={device.state} />
        {device.badPoints > 0 && <StateMark tone="critical">{count(device.badPoints, "bad point")}</StateMark>}
        {device.packageDrift && (
          <Link href={`/devices/${encodeURIComponent(device.key)}/package`} className="link inline-flex gap-1.5">
            Edge package <DriftMark state={device.packageDrift.state} />
          </Link>
        )}
        <span>
          <span className="text-ink-soft">Last seen </span>
          <TimeAgo at={lastAt === 0 ? null : lastAt} timeZone={timeZone} />
        </span>
        <StateMark tone={live.state === "live" ? "normal" : "stale"}>{LIVE_WORDS[live.state]}</StateMark>
      </div>
    </header>
  );
}
