import type { Outputs } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { count, formatBytes } from "@outstation/ui/format/numbers";
import { periodName, type Span, spanOf } from "./spans";

type Usage = Outputs["usage"]["devices"];
type Line = Usage["devices"][number];
type Registered = Pick<Outputs["devices"]["list"][number], "id" | "key" | "name">;

/** Device by device, the one with the most payload first. */
export function DeviceUsage(props: {
  span: Span;
  usage: Usage;
  register: readonly Registered[];
  onDevice: (key: string) => void;
}) {
  const { devices, total } = props.usage;
  const byId = new Map(props.register.map((device) => [device.id, device]));
  if (total === 0) return null;
  return (
    <section aria-label="By device" className="flex flex-col gap-2">
      <h2 className="font-semibold text-lg">By device</h2>
      <p>
        {count(total, "device")} sent in {props.span.name}
        {devices.length < total && `; the ${devices.length} with the most payload`}
      </p>
      <DataTable
        label="Usage by device"
        rows={devices}
        rowKey={({ deviceId }) => deviceId}
        columns={columnsOf(byId, props.onDevice)}
      />
    </section>
  );
}

const columnsOf = (byId: ReadonlyMap<string, Registered>, onDevice: (key: string) => void): Column<Line>[] => [
  {
    key: "device",
    header: "Device",
    className: "max-w-80",
    cell: ({ deviceId }) => {
      const device = byId.get(deviceId);
      // Usage outlives its device.
      if (device === undefined) return <span className="text-ink-faint">no longer on the register ({deviceId})</span>;
      return (
        <button type="button" data-row-focus className="link text-left" onClick={() => onDevice(device.key)}>
          {device.name} <span className="font-mono text-ink-faint text-xs">{device.key}</span>
        </button>
      );
    },
  },
  { key: "messages", header: "Messages", align: "right", cell: ({ messages }) => messages.toLocaleString("en") },
  { key: "bytes", header: "Payload", align: "right", cell: ({ bytes }) => formatBytes(bytes) },
  {
    key: "last",
    header: "Last hour it sent (UTC)",
    align: "right",
    from: "sm",
    cell: ({ lastHour }) => periodName(spanOf("hours"), lastHour),
  },
];
