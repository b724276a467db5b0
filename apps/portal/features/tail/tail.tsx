"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC } from "@outstation/hall/client";
import { SelectField } from "@outstation/ui/form/select-field";
import { useShellSite } from "@outstation/ui/shell/shell-site";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { MessageList } from "./message-list";

type Device = Outputs["devices"]["list"][number];

/** Every message of one device as it arrives: raw bytes, what they were read as, and what was decided. */
export function Tail() {
  const devices = useQuery(useTRPC().devices.list.queryOptions());
  const [address, setAddress] = useAddressBar();
  const asked = address.get("device");
  // Gateways carry the messages of all the devices behind them: the one with the most to see.
  const device =
    devices.data?.find(({ key }) => key === asked) ??
    (asked === null ? (devices.data?.find(({ isGateway }) => isGateway) ?? devices.data?.[0]) : undefined);
  useShellSite(device?.site?.name ?? null);
  return (
    <div className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl">Live tail</h1>
      {devices.error && <CallErrorNote error={devices.error} onRetry={() => devices.refetch()} />}
      {devices.isPending && <SkeletonRows rows={8} />}
      {devices.data && devices.data.length === 0 && (
        <EmptyState title="No device to listen to">
          Messages appear here once a device of this tenant is enrolled.
        </EmptyState>
      )}
      {devices.data && devices.data.length > 0 && (
        <>
          <DeviceChoice
            devices={devices.data}
            value={device?.key ?? ""}
            onChange={(key) => setAddress({ device: key, message: null })}
          />
          {device ? (
            <MessageList key={device.key} deviceKey={device.key} timeZone={device.site?.timeZone ?? "UTC"} />
          ) : (
            <EmptyState title={`There is no device “${asked}”`}>
              Choose one of this tenant’s devices above. A device of another tenant cannot be seen.
            </EmptyState>
          )}
        </>
      )}
    </div>
  );
}

function DeviceChoice(props: { devices: readonly Device[]; value: string; onChange: (key: string) => void }) {
  const choices = [...props.devices]
    .sort((one, other) => Number(other.isGateway) - Number(one.isGateway))
    .map(({ key, name, isGateway }) => ({ value: key, label: `${name} (${key})${isGateway ? ", gateway" : ""}` }));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-ink-soft">Device</span>
      <SelectField label="Device" value={props.value} choices={choices} onChange={props.onChange} />
    </div>
  );
}
