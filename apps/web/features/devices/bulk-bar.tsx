"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { count } from "@outstation/ui/format/numbers";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { useState } from "react";
import type { DeviceRow } from "./device-state";

/** What can be done with the selected devices. */
export function BulkBar({ devices, onDone }: { devices: readonly DeviceRow[]; onDone: () => void }) {
  const client = useTRPCClient();
  const [asking, setAsking] = useState(false);
  const retire = useAct(client.devices.retire.mutate, () => {
    setAsking(false);
    onDone();
  });
  const [first] = devices;
  return (
    <div className="sticky top-12 z-10 flex flex-wrap items-center gap-3 rounded-md border border-line-strong bg-surface px-3 py-2">
      <span role="status">{count(devices.length, "device")} selected</span>
      <Button onClick={() => setAsking(true)}>Retire</Button>
      <button type="button" className="link" onClick={onDone}>
        Clear
      </button>
      {asking && (
        <Confirm
          title={`Retire ${count(devices.length, "device")}`}
          open
          verb={`Retire ${count(devices.length, "device")}`}
          typed={devices.length === 1 && first ? first.key : `retire ${devices.length}`}
          busy={retire.busy}
          failure={retire.failure}
          onConfirm={() => retire.run({ keys: devices.map(({ key }) => key) })}
          onClose={() => {
            setAsking(false);
            retire.reset();
          }}
        >
          Their certificates are revoked, they disconnect within 5 seconds and never come back under these keys. What
          they measured stays.
        </Confirm>
      )}
    </div>
  );
}
