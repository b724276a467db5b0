"use client";
import { isRole, ROLES } from "@outstation/contracts/access/permissions";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { ChoiceField } from "@outstation/ui/form/choice-field";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

type Invitation = Outputs["members"]["invitations"][number];

/** Who was asked to join, and asking someone. */
export function Invitations() {
  const invitations = useQuery(useTRPC().members.invitations.queryOptions());
  return (
    <Panel title="Invitations" says="An invitation is for one address, works once, and for seven days.">
      <InviteForm />
      {invitations.error && <CallErrorNote error={invitations.error} onRetry={() => invitations.refetch()} />}
      {invitations.isPending && <SkeletonRows rows={2} />}
      {invitations.data && invitations.data.length > 0 && <InvitationTable invitations={invitations.data} />}
    </Panel>
  );
}

function InviteForm() {
  const client = useTRPCClient();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const { run, busy, failure } = useAct(client.members.invite.mutate);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const [email, role] = [String(form.get("email")).trim(), String(form.get("role"))];
    setSentTo(null);
    await run({ email, role: isRole(role) ? role : "viewer" });
    setSentTo(email);
    element.reset();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <div className="grid max-w-160 items-end gap-3 sm:grid-cols-[1fr_10rem_auto]">
        <TextField label="Email" name="email" type="email" required />
        <ChoiceField
          label="Role"
          name="role"
          defaultValue="viewer"
          choices={ROLES.map((role) => ({ value: role, label: role }))}
        />
        <Button primary type="submit" disabled={busy}>
          {busy ? "Inviting…" : "Invite"}
        </Button>
      </div>
      {failure && <ErrorNote {...failure} />}
      {!failure && !busy && sentTo && (
        <p role="status" className="text-ink-soft">
          The invitation is on its way to {sentTo}.
        </p>
      )}
    </form>
  );
}

const TONE = { open: "normal", accepted: "normal", expired: "stale", withdrawn: "off" } as const;

function InvitationTable({ invitations }: { invitations: readonly Invitation[] }) {
  const client = useTRPCClient();
  const resend = useAct(client.members.resend.mutate);
  const withdraw = useAct(client.members.withdraw.mutate);
  const failure = resend.failure ?? withdraw.failure;
  const columns: Column<Invitation>[] = [
    { key: "state", header: "State", cell: ({ state }) => <StateMark tone={TONE[state]}>{state}</StateMark> },
    {
      key: "email",
      header: "Email",
      className: "max-w-64",
      cell: ({ email }) => <span className="block truncate">{email}</span>,
    },
    { key: "role", header: "Role", cell: ({ role }) => role },
    { key: "by", header: "Invited by", from: "lg", cell: ({ invitedBy }) => invitedBy },
    {
      key: "at",
      header: "When",
      from: "sm",
      align: "right",
      cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone="UTC" />,
    },
    {
      key: "act",
      header: "Actions",
      headerHidden: true,
      align: "right",
      cell: ({ id, state }) =>
        state === "open" || state === "expired" ? (
          <span className="inline-flex gap-3">
            <button type="button" className="link" data-row-focus onClick={() => resend.run({ id })}>
              Send again
            </button>
            <button type="button" className="link" onClick={() => withdraw.run({ id })}>
              Withdraw
            </button>
          </span>
        ) : null,
    },
  ];
  return (
    <>
      {failure && <ErrorNote {...failure} />}
      <DataTable label="Invitations" rows={invitations} rowKey={({ id }) => id} columns={columns} />
    </>
  );
}
