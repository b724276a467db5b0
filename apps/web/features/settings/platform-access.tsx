"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";

type Grant = Outputs["audit"]["actAs"][number];
const REFRESH_MS = 10_000;

/** What access the platform's own people had to this tenant: who, why, until when. */
export function PlatformAccess() {
  const grants = useQuery(useTRPC().audit.actAs.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const client = useTRPCClient();
  const end = useAct(client.audit.endActAs.mutate);
  const columns: Column<Grant>[] = [
    {
      key: "state",
      header: "State",
      cell: ({ active }) => <StateMark tone={active ? "warning" : "off"}>{active ? "inside now" : "ended"}</StateMark>,
    },
    { key: "operator", header: "Who", cell: ({ operator }) => operator },
    { key: "role", header: "As", from: "sm", cell: ({ role }) => role },
    {
      key: "reason",
      header: "Why",
      className: "max-w-96",
      cell: ({ reason }) => <span className="block py-1">{reason}</span>,
    },
    {
      key: "from",
      header: "From",
      from: "lg",
      align: "right",
      cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone="UTC" />,
    },
    {
      key: "until",
      header: "Until",
      align: "right",
      cell: ({ endedAt, expiresAt }) => <TimeAgo at={endedAt ?? expiresAt} timeZone="UTC" />,
    },
    {
      key: "act",
      header: "Actions",
      headerHidden: true,
      align: "right",
      cell: ({ id, active }) =>
        active ? (
          <button type="button" className="link" data-row-focus onClick={() => end.run({ grantId: id })}>
            End access
          </button>
        ) : null,
    },
  ];
  return (
    <Panel
      title="Platform access"
      says="The platform's operators see nothing of this tenant, unless they say why, for an hour at most. What they do then is in the audit."
      act={
        <Link className="link" href="/settings?tab=audit">
          Show the audit
        </Link>
      }
    >
      {grants.error && <CallErrorNote error={grants.error} onRetry={() => grants.refetch()} />}
      {end.failure && <ErrorNote {...end.failure} />}
      {grants.isPending && <SkeletonRows rows={2} />}
      {grants.data?.length === 0 && <EmptyState title="Nobody of the platform was ever in here" />}
      {grants.data && grants.data.length > 0 && (
        <DataTable label="Platform access" rows={grants.data} rowKey={({ id }) => id} columns={columns} />
      )}
    </Panel>
  );
}
