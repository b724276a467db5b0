"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { useAct } from "@outstation/hall/use-act";
import { BUTTON_PRIMARY, Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { NewPasswordField } from "../account/new-password-field";
import { takeSession } from "./take-session";

/** Joins a company: with the account one has, or with a new one. */
export function AcceptInvitation({ token }: { token: string }) {
  const trpc = useTRPC();
  const invitation = useQuery(trpc.signUp.invitation.queryOptions({ token }, { retry: false }));
  if (invitation.error) return <CallErrorNote error={invitation.error} />;
  if (invitation.data === undefined) return <SkeletonRows rows={3} />;
  const { email, role, tenantName, invitedBy, hasAccount } = invitation.data;
  return (
    <div className="flex flex-col gap-4">
      <p>
        {invitedBy} asks <strong>{email}</strong> to join <strong>{tenantName}</strong> as {role}.
      </p>
      {hasAccount ? <WithAccount token={token} /> : <AsNew token={token} />}
    </div>
  );
}

function WithAccount({ token }: { token: string }) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.session.acceptInvitation.mutate, ({ slug }) => chooseTenant(slug));
  const here = `/invitations/${token}`;
  return (
    <>
      {failure && <ErrorNote {...failure} />}
      {failure?.code === "session.required" || failure?.code === "session.ended" ? (
        <a href={`/sign-in?${new URLSearchParams({ next: here })}`} className={BUTTON_PRIMARY}>
          Sign in to join
        </a>
      ) : (
        <Button primary disabled={busy} onClick={() => run({ token })}>
          {busy ? "Joining…" : "Join"}
        </Button>
      )}
    </>
  );
}

function AsNew({ token }: { token: string }) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.signUp.acceptInvitation.mutate);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const done = await run({ token, name: String(form.get("name")), password: String(form.get("password")) });
    if (done && !(await takeSession(done.ticket, "/"))) location.assign("/sign-in");
  };
  const isWeak = failure?.code === "password.weak";
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {failure && !isWeak && <ErrorNote {...failure} />}
      <TextField label="Your name" name="name" required autoComplete="name" />
      <NewPasswordField label="Password" name="password" error={isWeak ? failure.message : undefined} />
      <Button primary type="submit" disabled={busy}>
        {busy ? "Joining…" : "Join"}
      </Button>
    </form>
  );
}
