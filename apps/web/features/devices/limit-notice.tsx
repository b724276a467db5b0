"use client";
import { useTRPC } from "@outstation/hall/client";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { amount, type LimitName, unitOf } from "../limits/amounts";

const REFRESH_MS = 15_000;

const SAYS: Readonly<Record<LimitName, (whose: string) => string>> = {
  messagesPerSecond: (whose) => `Messages of ${whose} waited: the company sent more than its limit of`,
  bytesPerSecond: (whose) => `Messages of ${whose} waited: the company sent more than its limit of`,
  devices: () => "The company has as many devices as it may have:",
  pointsPerDevice: (whose) => `Messages of ${whose} went to quarantine: it would have more points than the limit of`,
  pointsPerTenant: (whose) =>
    `Messages of ${whose} went to quarantine: the company would have more points than its limit of`,
};

/** Says that the device or its company met a limit within the last hour: which, and what became of the messages. */
export function LimitNotice({ deviceKey, timeZone }: { deviceKey: string; timeZone: string }) {
  const hits = useQuery(useTRPC().limits.ofDevice.queryOptions({ key: deviceKey }, { refetchInterval: REFRESH_MS }));
  if (!hits.data || hits.data.length === 0) return null;
  return (
    <ul aria-label="Limits met in the last hour" className="flex flex-col gap-1">
      {hits.data.map((hit) => (
        <li
          key={`${hit.limit} ${hit.deviceKey}`}
          className="flex flex-wrap items-center gap-x-3 rounded-md border border-line-strong bg-surface px-3 py-2"
        >
          <StateMark tone="warning">
            <span className="whitespace-normal">
              {SAYS[hit.limit](hit.deviceKey === null ? "this company" : "this device")} {amount(hit.limit, hit.value)}
              {hit.limit === "messagesPerSecond" || hit.limit === "bytesPerSecond" ? unitOf(hit.limit) : ""}.
            </span>
          </StateMark>
          <span className="text-ink-soft">
            {hit.times.toLocaleString("en")} times, last <TimeAgo at={hit.lastAt} timeZone={timeZone} />
          </span>
          <Link className="link" href="/settings?tab=limits">
            Show the limits
          </Link>
        </li>
      ))}
    </ul>
  );
}
