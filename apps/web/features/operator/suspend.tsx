"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { TextField } from "@outstation/ui/form/text-field";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { useState } from "react";
import type { TenantLine } from "./tenant-line";

/** Suspends an active tenant, or resumes a suspended one. */
export function Suspend({ tenant, onClose }: { tenant: TenantLine; onClose: () => void }) {
  const client = useTRPCClient();
  const [reason, setReason] = useState("");
  const suspend = useAct(client.operator.suspend.mutate, onClose);
  const resume = useAct(client.operator.resume.mutate, onClose);
  const isActive = tenant.status === "active";
  return (
    <Confirm
      title={isActive ? `Suspend ${tenant.name}` : `Resume ${tenant.name}`}
      open
      verb={isActive ? "Suspend tenant" : "Resume tenant"}
      {...(isActive ? { typed: tenant.slug } : {})}
      busy={suspend.busy || resume.busy}
      failure={suspend.failure ?? resume.failure}
      onConfirm={() => (isActive ? suspend.run({ tenantId: tenant.id, reason }) : resume.run({ tenantId: tenant.id }))}
      onClose={onClose}
    >
      {isActive ? (
        <div className="flex flex-col gap-3">
          <p>
            Its members are out with their next request, its {tenant.devices} devices disconnect within 5 seconds.
            Nothing is deleted; what devices measure meanwhile waits on them.
          </p>
          <TextField
            label="Why"
            value={reason}
            minLength={10}
            hint="At least 10 characters; in the tenant’s audit."
            onChange={(event) => setReason(event.target.value)}
          />
        </div>
      ) : (
        <p>Its members and devices come back in.</p>
      )}
    </Confirm>
  );
}
