"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { BUTTON_PLAIN, Button } from "@outstation/ui/form/button";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { StateMark } from "@outstation/ui/state/state-mark";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Revoke } from "../certificates/revoke";
import { ExportDialog } from "../exports/export-dialog";
import { useMay } from "../shell/me";
import type { Device } from "./device";
import { EditDevice } from "./edit-device";

/** What can be done to one device: connect it anew, export what it measured, revoke its certificate, retire it. */
export function DeviceActs({ device }: { device: Device }) {
  const [asking, setAsking] = useState<"edit" | "export" | "revoke" | "retire" | null>(null);
  const mayClaim = useMay("claims.create") && device.gateway === null;
  const mayRevoke = useMay("certificates.revoke") && device.certificate?.status === "active";
  const mayWrite = useMay("devices.write");
  const mayRetire = useMay("devices.retire");
  const mayExport = useMay("telemetry.export") && device.pointList.length > 0;
  const exporting = asking === "export" && (
    <ExportDialog
      device={{ key: device.key, points: device.pointList.map(({ name }) => name) }}
      onClose={() => setAsking(null)}
    />
  );
  if (device.retiredAt !== null)
    return (
      <span className="order-last ml-auto flex flex-wrap items-center gap-2">
        {mayExport && <Button onClick={() => setAsking("export")}>Export</Button>}
        <StateMark tone="off">retired</StateMark>
        {exporting}
      </span>
    );
  const kind = device.isGateway ? "&kind=gateway" : "";
  return (
    <span className="order-last ml-auto flex flex-wrap gap-2">
      {mayClaim && (
        <Link href={`/devices/new?key=${encodeURIComponent(device.key)}${kind}`} className={BUTTON_PLAIN}>
          Connect
        </Link>
      )}
      {mayExport && <Button onClick={() => setAsking("export")}>Export</Button>}
      {mayWrite && <Button onClick={() => setAsking("edit")}>Edit</Button>}
      {mayRevoke && <Button onClick={() => setAsking("revoke")}>Revoke certificate</Button>}
      {mayRetire && <Button onClick={() => setAsking("retire")}>Retire</Button>}
      {asking === "revoke" && device.certificate && (
        <Revoke
          certificate={{ serial: device.certificate.serial, deviceKey: device.key }}
          onClose={() => setAsking(null)}
        />
      )}
      {exporting}
      {asking === "edit" && <EditDevice device={device} onClose={() => setAsking(null)} />}
      {asking === "retire" && <Retire deviceKey={device.key} onClose={() => setAsking(null)} />}
    </span>
  );
}

function Retire({ deviceKey, onClose }: { deviceKey: string; onClose: () => void }) {
  const client = useTRPCClient();
  const router = useRouter();
  const { run, busy, failure } = useAct(client.devices.retire.mutate, () => router.push("/devices"));
  return (
    <Confirm
      title={`Retire ${deviceKey}`}
      open
      verb={`Retire ${deviceKey}`}
      typed={deviceKey}
      busy={busy}
      failure={failure}
      onConfirm={() => run({ keys: [deviceKey] })}
      onClose={onClose}
    >
      Its certificates are revoked, it disconnects within 5 seconds and never comes back under this key. What it
      measured stays.
    </Confirm>
  );
}
