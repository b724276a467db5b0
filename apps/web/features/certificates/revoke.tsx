"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { SelectField } from "@outstation/ui/form/select-field";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { useState } from "react";

/** RFC 5280, 5.3.1, in words. */
const REASONS = [
  { value: "unspecified", label: "No particular reason" },
  { value: "keyCompromise", label: "The key may be in other hands" },
  { value: "superseded", label: "Replaced by another certificate" },
  { value: "affiliationChanged", label: "The device changes hands" },
  { value: "cessationOfOperation", label: "Out of service" },
] as const;
type Reason = (typeof REASONS)[number]["value"];

export function Revoke(props: {
  certificate: { readonly serial: string; readonly deviceKey: string };
  onClose: () => void;
}) {
  const { serial, deviceKey } = props.certificate;
  const client = useTRPCClient();
  const [reason, setReason] = useState<Reason>("unspecified");
  const { run, busy, failure } = useAct(client.certificates.revoke.mutate, props.onClose);
  return (
    <Confirm
      title="Revoke certificate"
      open
      verb="Revoke certificate"
      typed={deviceKey}
      busy={busy}
      failure={failure}
      onConfirm={() => run({ serial, reason })}
      onClose={props.onClose}
    >
      <p className="mb-3">
        {deviceKey} disconnects within 5 seconds and cannot come back with this certificate. To bring it back, give it a
        new claim.
      </p>
      <SelectField label="Reason" value={reason} choices={REASONS} onChange={(next) => setReason(next as Reason)} />
    </Confirm>
  );
}
