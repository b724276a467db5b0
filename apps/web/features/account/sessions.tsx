"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { browserOf } from "./browser-of";

type Session = Outputs["account"]["sessions"][number];

/** Every browser one is signed in with. */
export function Sessions() {
  const sessions = useQuery(useTRPC().account.sessions.queryOptions());
  const client = useTRPCClient();
  const end = useAct(client.account.endSession.mutate);
  const endOthers = useAct(client.account.endOtherSessions.mutate);
  const failure = end.failure ?? endOthers.failure;
  const columns: Column<Session>[] = [
    {
      key: "browser",
      header: "Browser",
      cell: ({ userAgent, current }) => `${browserOf(userAgent)}${current ? " (this one)" : ""}`,
    },
    {
      key: "since",
      header: "Signed in",
      from: "sm",
      align: "right",
      cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone="UTC" />,
    },
    {
      key: "used",
      header: "Last used",
      align: "right",
      cell: ({ lastUsedAt }) => <TimeAgo at={lastUsedAt} timeZone="UTC" short />,
    },
    {
      key: "act",
      header: "Actions",
      headerHidden: true,
      align: "right",
      cell: ({ id, current }) =>
        current ? null : (
          <button type="button" className="link" data-row-focus onClick={() => end.run({ id })}>
            End
          </button>
        ),
    },
  ];
  return (
    <Panel
      title="Sessions"
      act={
        sessions.data && sessions.data.length > 1 ? (
          <Button disabled={endOthers.busy} onClick={() => endOthers.run(undefined)}>
            End all others
          </Button>
        ) : null
      }
    >
      {sessions.error && <CallErrorNote error={sessions.error} onRetry={() => sessions.refetch()} />}
      {failure && <ErrorNote {...failure} />}
      {sessions.isPending && <SkeletonRows rows={2} />}
      {sessions.data && <DataTable label="Sessions" rows={sessions.data} rowKey={({ id }) => id} columns={columns} />}
    </Panel>
  );
}
