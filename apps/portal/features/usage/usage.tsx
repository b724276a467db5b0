"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { Segments } from "@outstation/ui/form/segments";
import { SelectField } from "@outstation/ui/form/select-field";
import { count } from "@outstation/ui/format/numbers";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { DeviceUsage } from "./device-usage";
import { PeriodUsage } from "./period-usage";
import { rangeOf, SPANS, type Span, spanOf } from "./spans";

const ASK_AGAIN_MS = 15_000;

/** What is counted of the tenant's devices: messages, payload bytes and devices that sent. */
export function Usage() {
  const [address, setAddress] = useAddressBar();
  const span = spanOf(address.get("by"));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <h1 className="font-semibold text-xl">Usage</h1>
        <p className="max-w-3xl text-ink-soft">
          What each of your devices sent and we stored. A message counts once, in the hour it arrived (UTC), however
          often it was sent; one that was refused does not count. What devices send through a gateway counts as the
          gateway’s.
        </p>
      </div>
      <Segments label="Period" value={span.value} choices={SPANS} onChange={(by) => setAddress({ by })} />
      <Counted
        key={span.value}
        span={span}
        device={address.get("device") ?? ""}
        onDevice={(device) => setAddress({ device })}
      />
    </div>
  );
}

type CountedProps = { span: Span; device: string; onDevice: (key: string | null) => void };

function Counted({ span, device, onDevice }: CountedProps) {
  const trpc = useTRPC();
  const range = useRange(span);
  const again = { refetchInterval: ASK_AGAIN_MS, placeholderData: keepPreviousData };
  const register = useQuery(trpc.devices.list.queryOptions());
  const chosen = register.data?.find(({ key }) => key === device);
  const periods = useQuery(
    trpc.usage.periods.queryOptions(
      { ...range, unit: span.unit, deviceId: chosen?.id ?? null },
      { ...again, enabled: device === "" || register.isSuccess },
    ),
  );
  const devices = useQuery(trpc.usage.devices.queryOptions(range, again));
  const asOf = useQuery(trpc.usage.asOf.queryOptions(undefined, again));
  const failed = periods.error ?? devices.error;
  if (failed) return <CallErrorNote error={failed} onRetry={() => periods.refetch()} />;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SelectField
          label="Device"
          value={chosen?.key ?? ""}
          all="All devices"
          choices={(register.data ?? []).map(({ key, name }) => ({ value: key, label: `${name} (${key})` }))}
          onChange={(key) => onDevice(key === "" ? null : key)}
        />
        <span role="status" className="text-ink-faint text-sm">
          {asOf.data && waitingText(asOf.data.waiting)}
        </span>
      </div>
      {periods.data ? <PeriodUsage span={span} periods={periods.data} /> : <SkeletonRows rows={8} />}
      {device === "" &&
        (devices.data ? (
          <DeviceUsage span={span} usage={devices.data} register={register.data ?? []} onDevice={onDevice} />
        ) : (
          <SkeletonRows rows={4} />
        ))}
    </>
  );
}

/** The span's range, which moves on when a new period begins. */
function useRange(span: Span) {
  const [range, setRange] = useState(() => rangeOf(span, Date.now()));
  useEffect(() => {
    const move = () =>
      setRange((current) => {
        const next = rangeOf(span, Date.now());
        return next.to === current.to ? current : next;
      });
    const timer = setInterval(move, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [span]);
  return range;
}

const waitingText = (waiting: number): string =>
  waiting === 0
    ? "Everything that is stored is counted."
    : `${count(waiting, "batch", "batches")} stored and not counted yet.`;
