"use client";
import { useTRPC } from "@outstation/hall/client";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { ValueWithUnit } from "@outstation/ui/state/value-with-unit";
import { useQuery } from "@tanstack/react-query";

const REFRESH_MS = 2000;

/** What the device said, as proof that it is here. */
export function FirstReading({ deviceKey }: { deviceKey: string }) {
  const device = useQuery(useTRPC().devices.get.queryOptions({ key: deviceKey }, { refetchInterval: REFRESH_MS }));
  const points = (device.data?.pointList ?? []).filter(({ latest }) => latest !== null);
  return (
    <dl className="grid grid-cols-[auto_auto_auto] gap-x-6 gap-y-1">
      {points.map(({ name, unit, decimals, latest }) => (
        <div key={name} className="contents" data-reading={name}>
          <dt>{name}</dt>
          <dd className="text-right">
            {latest && <ValueWithUnit value={latest.value} unit={unit} decimals={decimals} />}
          </dd>
          <dd className="text-ink-faint">{latest && <TimeAgo at={latest.measuredAt} timeZone="UTC" short />}</dd>
        </div>
      ))}
    </dl>
  );
}
