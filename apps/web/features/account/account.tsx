"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useMe } from "../shell/me";
import { NewPasswordField } from "./new-password-field";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";

/** One's own account, whatever companies one is a member of. */
export function Account() {
  const { account, session } = useMe();
  return (
    <div className="flex max-w-160 flex-col gap-8">
      <div>
        <h1 className="font-semibold text-xl">Your account</h1>
        <p className="text-ink-soft">{account.email}</p>
      </div>
      {session.boundTenantId === null ? (
        <>
          <Name />
          <Password />
          <SecondFactor />
          <Sessions />
        </>
      ) : (
        <p>
          You are signed in through your company’s provider. Such a session opens this company and changes nothing of
          your account; sign in with your password for that.
        </p>
      )}
    </div>
  );
}

function Name() {
  const { account } = useMe();
  const client = useTRPCClient();
  const router = useRouter();
  const [name, setName] = useState(account.name);
  const { run, busy, failure } = useAct(client.account.rename.mutate, () => router.refresh());
  return (
    <Panel title="Name">
      <form
        className="flex max-w-88 flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void run({ name });
        }}
      >
        <div className="w-full">
          <TextField
            label="How others see you"
            autoComplete="name"
            value={name}
            error={failure?.message}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={busy || name === account.name}>
          Save the name
        </Button>
      </form>
    </Panel>
  );
}

function Password() {
  const client = useTRPCClient();
  const [changed, setChanged] = useState(false);
  const { run, busy, failure } = useAct(client.account.changePassword.mutate, () => setChanged(true));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    setChanged(false);
    await run({ current: String(form.get("current")), next: String(form.get("next")) });
    element.reset();
  };
  const errorOf = (code: string) => (failure?.code === code ? failure.message : undefined);
  const isOther = failure !== null && failure.code !== "password.wrong" && failure.code !== "password.weak";
  return (
    <Panel title="Password" says="Changing it ends every other session of yours.">
      <form method="post" onSubmit={submit} className="flex max-w-88 flex-col gap-3">
        {isOther && <ErrorNote {...failure} />}
        <TextField
          label="Current password"
          name="current"
          type="password"
          autoComplete="current-password"
          error={errorOf("password.wrong")}
        />
        <NewPasswordField label="New password" name="next" error={errorOf("password.weak")} />
        <div>
          <Button type="submit" disabled={busy}>
            Change the password
          </Button>
        </div>
        {changed && <p role="status">Your password is changed; your other sessions have ended.</p>}
      </form>
    </Panel>
  );
}
