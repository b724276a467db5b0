"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { CopyText } from "@outstation/ui/form/copy-text";
import { SearchField } from "@outstation/ui/form/search-field";
import { Segments } from "@outstation/ui/form/segments";
import { count } from "@outstation/ui/format/numbers";
import { shortDate } from "@outstation/ui/format/times";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useMay } from "../shell/me";
import type { Certificate } from "./certificate";
import { Revoke } from "./revoke";
import { StandingMark } from "./standing";

const VIEWS = [
  { value: "current", label: "Current" },
  { value: "attention", label: "Needs attention" },
  { value: "all", label: "All" },
];
const NEEDS = new Set(["overdue", "expired"]);

/** Every certificate of the tenant's devices, those that end first on top. */
export function Certificates() {
  const certificates = useQuery(useTRPC().certificates.list.queryOptions(undefined, { refetchInterval: 30_000 }));
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="font-semibold text-xl">Certificates</h1>
        <p className="max-w-prose text-ink-soft">
          A device’s certificate lives for 90 days. It renews it by itself from day 60 on; one that did not by day 75 is
          overdue.
        </p>
      </div>
      {certificates.error && <CallErrorNote error={certificates.error} onRetry={() => certificates.refetch()} />}
      {certificates.isPending && <SkeletonRows rows={6} />}
      {certificates.data?.length === 0 && (
        <EmptyState
          title="No certificate yet"
          action={
            <Link className="link" href="/devices/new">
              Add a device
            </Link>
          }
        >
          A device gets its certificate when it enrols.
        </EmptyState>
      )}
      {certificates.data && certificates.data.length > 0 && <Listed certificates={certificates.data} />}
    </div>
  );
}

function Listed({ certificates }: { certificates: readonly Certificate[] }) {
  const [address, setAddress] = useAddressBar();
  const [revoking, setRevoking] = useState<Certificate | null>(null);
  const mayRevoke = useMay("certificates.revoke");
  const view = address.get("view") ?? "current";
  const find = (address.get("find") ?? "").toLowerCase();
  const needing = certificates.filter(({ standing }) => NEEDS.has(standing)).length;
  const shown = certificates.filter(
    ({ standing, deviceKey, deviceName, serial }) =>
      `${deviceKey} ${deviceName} ${serial}`.toLowerCase().includes(find) &&
      (view === "all" ||
        (view === "attention" ? NEEDS.has(standing) : standing !== "revoked" && standing !== "superseded")),
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Segments
          label="Which certificates"
          value={view}
          choices={VIEWS}
          onChange={(next) => setAddress({ view: next })}
        />
        <SearchField
          label="Search certificates"
          value={address.get("find") ?? ""}
          onChange={(text) => setAddress({ find: text || null })}
        />
        <span role="status" className="text-ink-faint text-sm">
          {count(shown.length, "certificate")}
          {needing > 0 && `, ${needing} need attention`}
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyState title={view === "attention" ? "Every certificate is in order" : "No certificate matches"} />
      ) : (
        <DataTable
          label="Certificates"
          rows={shown}
          rowKey={({ serial }) => serial}
          columns={columnsOf(mayRevoke ? setRevoking : null)}
        />
      )}
      {revoking && <Revoke certificate={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

const columnsOf = (onRevoke: ((certificate: Certificate) => void) | null): Column<Certificate>[] => [
  { key: "standing", header: "Standing", cell: ({ standing }) => <StandingMark standing={standing} /> },
  {
    key: "device",
    header: "Device",
    className: "max-w-80",
    cell: ({ deviceKey, deviceName }) => (
      <Link href={`/devices/${encodeURIComponent(deviceKey)}`} data-row-focus className="flex items-baseline gap-2">
        <span className="truncate font-medium">{deviceName}</span>
        <span className="truncate font-mono text-ink-faint text-xs max-sm:hidden">{deviceKey}</span>
      </Link>
    ),
  },
  { key: "serial", header: "Serial", from: "xl", cell: ({ serial }) => <CopyText text={serial} what="serial" /> },
  { key: "from", header: "Issued", from: "lg", align: "right", cell: ({ notBefore }) => shortDate(notBefore, "UTC") },
  {
    key: "ends",
    header: "Ends",
    align: "right",
    cell: ({ notAfter, revokedAt }) =>
      revokedAt === null ? <EndsIn at={notAfter} /> : <TimeAgo at={revokedAt} timeZone="UTC" />,
  },
  {
    key: "act",
    header: "Actions",
    headerHidden: true,
    align: "right",
    cell: (certificate) =>
      onRevoke && certificate.standing !== "revoked" && certificate.standing !== "expired" ? (
        <button type="button" className="link" onClick={() => onRevoke(certificate)}>
          Revoke
        </button>
      ) : null,
  },
];

const DAY_MS = 86_400_000;

function EndsIn({ at }: { at: number }) {
  const days = Math.floor((at - Date.now()) / DAY_MS);
  return (
    <span className="whitespace-nowrap" suppressHydrationWarning>
      {shortDate(at, "UTC")} <span className="text-ink-faint">({days < 0 ? `${-days} d ago` : `${days} d left`})</span>
    </span>
  );
}
