"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { BUTTON_PRIMARY, Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { type FormEvent, useState } from "react";
import { NewPasswordField } from "../account/new-password-field";

/** Asks for the mail with which a password is set anew. */
export function RequestReset() {
  const client = useTRPCClient();
  const [sent, setSent] = useState(false);
  const { run, busy, failure } = useAct(client.signUp.requestReset.mutate, () => setSent(true));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run({ email: String(new FormData(event.currentTarget).get("email")).trim() });
  };
  if (sent)
    return (
      <p role="status">
        If there is an account with this address, a link is on its way. It works once, for an hour. On a platform
        without a mail server, mails are kept on the page{" "}
        <a className="link" href="/mail">
          Mail
        </a>
        .
      </p>
    );
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {failure && <ErrorNote {...failure} />}
      <TextField label="Email" name="email" type="email" required autoComplete="username" />
      <Button primary type="submit" disabled={busy}>
        {busy ? "Sending…" : "Send me a link"}
      </Button>
    </form>
  );
}

/** Sets the password with the mailed link. */
export function Reset({ token }: { token: string }) {
  const client = useTRPCClient();
  const [done, setDone] = useState(false);
  const { run, busy, failure } = useAct(client.signUp.reset.mutate, () => setDone(true));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run({ token, password: String(new FormData(event.currentTarget).get("password")) });
  };
  if (done)
    return (
      <div className="flex flex-col items-start gap-4">
        <p role="status">Your password is set. Every session of yours has ended.</p>
        <a href="/sign-in" className={BUTTON_PRIMARY}>
          Sign in
        </a>
      </div>
    );
  const isWeak = failure?.code === "password.weak";
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {failure && !isWeak && <ErrorNote {...failure} />}
      <NewPasswordField label="New password" name="password" error={isWeak ? failure.message : undefined} />
      <Button primary type="submit" disabled={busy}>
        {busy ? "Setting…" : "Set the password"}
      </Button>
    </form>
  );
}
