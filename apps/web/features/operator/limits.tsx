"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { count } from "@outstation/ui/format/numbers";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { amount, type LimitName, type LimitsView, unitOf } from "../limits/amounts";
import type { TenantLine } from "./tenant-line";

/** A tenant's limits, how much of them is in use, and a word to change them. */
export function TenantLimits({ tenant, onClose }: { tenant: TenantLine; onClose: () => void }) {
  const view = useQuery(useTRPC().operator.limits.queryOptions({ tenantId: tenant.id }));
  return (
    <Modal title={`Limits of ${tenant.name}`} open onClose={onClose}>
      {view.error && <CallErrorNote error={view.error} onRetry={() => view.refetch()} />}
      {view.isPending && <SkeletonRows rows={5} />}
      {view.data && <LimitForm tenant={tenant} view={view.data} onClose={onClose} />}
    </Modal>
  );
}

type FormProps = { readonly tenant: TenantLine; readonly view: LimitsView; readonly onClose: () => void };

function LimitForm({ tenant, view, onClose }: FormProps) {
  const client = useTRPCClient();
  const set = useAct(client.operator.setTenantLimits.mutate, onClose);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wished = (name: LimitName) => (form.get(name) === "" ? null : Number(form.get(name)));
    const limits = {
      messagesPerSecond: wished("messagesPerSecond"),
      bytesPerSecond: wished("bytesPerSecond"),
      devices: wished("devices"),
      pointsPerDevice: wished("pointsPerDevice"),
      pointsPerTenant: wished("pointsPerTenant"),
    };
    void set.run({ tenantId: tenant.id, limits, reason });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {set.failure && <ErrorNote {...set.failure} />}
      <Met view={view} />
      {view.limits.map(({ name, title, unit, value, planValue, use }) => (
        <TextField
          key={name}
          label={title}
          name={name}
          type="number"
          min={1}
          step={1}
          inputMode="numeric"
          placeholder={String(planValue)}
          defaultValue={value === planValue ? "" : value}
          hint={`${unit}. The plan says ${amount(name, planValue)}${name.endsWith("PerSecond") ? unitOf(name) : ""}${use === null ? "" : `; ${amount(name, use)} in use`}.`}
        />
      ))}
      <TextField
        label="Why"
        value={reason}
        minLength={10}
        required
        hint="At least 10 characters; the tenant reads it in its audit and beside its limits."
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button primary type="submit" disabled={set.busy}>
          Set limits
        </Button>
      </div>
    </form>
  );
}

function Met({ view }: { view: LimitsView }) {
  return (
    <div className="flex flex-col gap-1 text-ink-soft">
      {view.set && (
        <p>
          Last set by {view.set.by} <TimeAgo at={view.set.at} timeZone="UTC" />: {view.set.reason}
        </p>
      )}
      {view.hits.length === 0 ? (
        <p>No limit was met in the last 24 h.</p>
      ) : (
        <ul className="list-disc pl-4">
          {view.hits.slice(0, 5).map(({ limit, times, asked }) => (
            <li key={limit}>
              {view.limits.find(({ name }) => name === limit)?.title}: {count(times, "time")} in 24 h, up to{" "}
              {amount(limit, asked)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
