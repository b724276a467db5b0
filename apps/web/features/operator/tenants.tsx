"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { SearchField } from "@outstation/ui/form/search-field";
import { count } from "@outstation/ui/format/numbers";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActAs } from "./act-as";
import { TenantLimits } from "./limits";
import { Suspend } from "./suspend";
import type { TenantLine } from "./tenant-line";

type Asking = { readonly what: "act" | "limits" | "suspend" | "resume"; readonly tenant: TenantLine };

/** Every tenant by its size; nothing of what is in it. */
export function Tenants() {
  const tenants = useQuery(useTRPC().operator.tenants.queryOptions(undefined, { refetchInterval: 15_000 }));
  const [find, setFind] = useState("");
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const shown = (tenants.data ?? []).filter(
    ({ slug, name, kind }) => kind === "live" && `${slug} ${name}`.toLowerCase().includes(find.toLowerCase()),
  );
  return (
    <div className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl">Tenants</h1>
      {tenants.error && <CallErrorNote error={tenants.error} onRetry={() => tenants.refetch()} />}
      {tenants.isPending && <SkeletonRows rows={4} />}
      {tenants.data && (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <SearchField label="Search tenants" value={find} onChange={setFind} />
            <span role="status" className="text-ink-faint text-sm">
              {count(shown.length, "tenant")}
            </span>
          </div>
          <DataTable label="Tenants" rows={shown} rowKey={({ id }) => id} columns={columnsOf(setAsking)} />
        </>
      )}
      {asking?.what === "act" && <ActAs tenant={asking.tenant} onClose={close} />}
      {asking?.what === "limits" && <TenantLimits tenant={asking.tenant} onClose={close} />}
      {(asking?.what === "suspend" || asking?.what === "resume") && <Suspend tenant={asking.tenant} onClose={close} />}
    </div>
  );
}

const columnsOf = (onAsk: (asking: Asking) => void): Column<TenantLine>[] => [
  {
    key: "status",
    header: "State",
    cell: ({ status }) => <StateMark tone={status === "active" ? "normal" : "warning"}>{status}</StateMark>,
  },
  {
    key: "name",
    header: "Tenant",
    className: "max-w-80",
    cell: ({ name, slug, statusReason }) => (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{name}</span>
        <span className="font-mono text-ink-faint text-xs">{slug}</span>
        {statusReason && <span className="text-ink-soft text-sm">{statusReason}</span>}
      </span>
    ),
  },
  { key: "members", header: "Members", align: "right", from: "sm", cell: ({ members }) => members },
  { key: "devices", header: "Devices", align: "right", cell: ({ devices }) => devices },
  {
    key: "since",
    header: "Since",
    align: "right",
    from: "lg",
    cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone="UTC" />,
  },
  {
    key: "act",
    header: "Actions",
    headerHidden: true,
    align: "right",
    cell: (tenant) => (
      <span className="inline-flex gap-3">
        {tenant.status === "active" && (
          <button type="button" className="link" data-row-focus onClick={() => onAsk({ what: "act", tenant })}>
            Act inside
          </button>
        )}
        <button type="button" className="link" onClick={() => onAsk({ what: "limits", tenant })}>
          Limits
        </button>
        <button
          type="button"
          className="link"
          onClick={() => onAsk({ what: tenant.status === "active" ? "suspend" : "resume", tenant })}
        >
          {tenant.status === "active" ? "Suspend" : "Resume"}
        </button>
      </span>
    ),
  },
];
