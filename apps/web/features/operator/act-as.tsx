"use client";
import { isRole, ROLES } from "@outstation/contracts/access/permissions";
import { useTRPCClient } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import type { FormEvent } from "react";
import type { TenantLine } from "./tenant-line";

const MINUTES = ["15", "30", "60"];

/** Lets an operator in: as what, why, for how long. The tenant reads it all. */
export function ActAs({ tenant, onClose }: { tenant: TenantLine; onClose: () => void }) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.operator.startActAs.mutate, () => chooseTenant(tenant.slug));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const role = String(form.get("role"));
    void run({
      tenantId: tenant.id,
      role: isRole(role) && role !== "owner" ? role : "viewer",
      reason: String(form.get("reason")),
      minutes: Number(form.get("minutes")),
    });
  };
  return (
    <Modal title={`Act inside ${tenant.name}`} open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-ink-soft">
          {tenant.name} sees that you are in, as what, why and until when, and may end it. What you do is in its audit,
          under your name.
        </p>
        {failure && <ErrorNote {...failure} />}
        <TextField
          label="Why"
          name="reason"
          required
          minLength={10}
          maxLength={500}
          hint="What the tenant reads, such as a ticket of theirs."
        />
        <div className="grid grid-cols-2 gap-3">
          <ChoiceField
            label="As"
            name="role"
            defaultValue="viewer"
            choices={ROLES.filter((role) => role !== "owner").map((role) => ({ value: role, label: role }))}
          />
          <ChoiceField
            label="For"
            name="minutes"
            defaultValue="30"
            choices={MINUTES.map((value) => ({ value, label: `${value} minutes` }))}
          />
        </div>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button primary type="submit" disabled={busy}>
            Go in
          </Button>
        </div>
      </form>
    </Modal>
  );
}
