"use client";
import { ROLES, type Role } from "@outstation/contracts/access/permissions";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { SelectField } from "@outstation/ui/form/select-field";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay, useMe } from "../shell/me";
import { Invitations } from "./invitations";

type Member = Outputs["members"]["list"][number];
const ROLE_CHOICES = ROLES.map((role) => ({ value: role, label: role }));

export function Members() {
  const members = useQuery(useTRPC().members.list.queryOptions());
  const mayWrite = useMay("members.write");
  return (
    <div className="flex flex-col gap-8">
      <Panel title="Members">
        {members.error && <CallErrorNote error={members.error} onRetry={() => members.refetch()} />}
        {members.isPending && <SkeletonRows rows={4} />}
        {members.data && <MemberTable members={members.data} />}
      </Panel>
      {mayWrite && <Invitations />}
    </div>
  );
}

function MemberTable({ members }: { members: readonly Member[] }) {
  const client = useTRPCClient();
  const { account } = useMe();
  const mayWrite = useMay("members.write");
  const [removing, setRemoving] = useState<Member | null>(null);
  const change = useAct(client.members.changeRole.mutate);
  const remove = useAct(client.members.remove.mutate, () => setRemoving(null));
  const columns: Column<Member>[] = [
    {
      key: "name",
      header: "Member",
      className: "max-w-80",
      cell: ({ name, email }) => (
        <div className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{name}</span>
          <span className="truncate text-ink-faint text-sm">{email}</span>
        </div>
      ),
    },
    {
      key: "role",
      header: "Role",
      cell: ({ accountId, email, role }) =>
        mayWrite ? (
          <SelectField
            label={`Role of ${email}`}
            value={role}
            choices={ROLE_CHOICES}
            onChange={(next) => change.run({ accountId, role: next as Role })}
          />
        ) : (
          role
        ),
    },
    {
      key: "since",
      header: "Since",
      from: "sm",
      align: "right",
      cell: ({ since }) => <TimeAgo at={since} timeZone="UTC" />,
    },
    {
      key: "act",
      header: "Actions",
      headerHidden: true,
      align: "right",
      cell: (member) =>
        mayWrite && member.accountId !== account.id ? (
          <button type="button" className="link" data-row-focus onClick={() => setRemoving(member)}>
            Remove
          </button>
        ) : null,
    },
  ];
  return (
    <>
      {change.failure && <ErrorNote {...change.failure} />}
      <DataTable label="Members" rows={members} rowKey={({ accountId }) => accountId} columns={columns} />
      {removing && (
        <Confirm
          title={`Remove ${removing.name}`}
          open
          verb="Remove"
          busy={remove.busy}
          failure={remove.failure}
          onConfirm={() => remove.run({ accountId: removing.accountId })}
          onClose={() => {
            setRemoving(null);
            remove.reset();
          }}
        >
          {removing.email} is out with their next request, in every browser. What they did stays in the audit.
        </Confirm>
      )}
    </>
  );
}
