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
import { useMay } from "../shell/me";
import type { Device } from "./device";
import { EditDevice } from "./edit-device";

/** What can be done to one device: connect it anew, revoke its certificate, retire it. */
export function DeviceActs({ device }: { device: Device }) {
  const [asking, setAsking] = useState<"edit" | "revoke" | "retire" | null>(null);
  const mayClaim = useMay("claims.create") && device.gateway === null;
  const mayRevoke = useMay("certificates.revoke") && device.certificate?.status === "active";
  const mayWrite = useMay("devices.write");
  const mayRetire = useMay("devices.retire");
  if (device.retiredAt !== null)
    return (
      <span className="order-last ml-auto">
        <StateMark tone="off">retired</StateMark>
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
      {mayWrite && <Button onClick={() => setAsking("edit")}>Edit</Button>}
      {mayRevoke && <Button onClick={() => setAsking("revoke")}>Revoke certificate</Button>}
      {mayRetire && <Button onClick={() => setAsking("retire")}>Retire</Button>}
      {asking === "revoke" && device.certificate && (
        <Revoke
          certificate={{ serial: device.certificate.serial, deviceKey: device.key }}
          onClose={() => setAsking(null)}
        />
      )}
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
