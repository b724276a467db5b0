"use client";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import { TextField } from "@outstation/ui/form/text-field";
import { count } from "@outstation/ui/format/numbers";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { StateMark } from "@outstation/ui/state/state-mark";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useMe } from "../shell/me";
import { QrCode } from "./qr-code";

/** An authenticator app beside the password, and the codes for the day it is lost. */
export function SecondFactor() {
  const { session } = useMe();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  return (
    <Panel
      title="Second factor"
      says="A code of an authenticator app, asked for when you sign in and before what matters."
    >
      {codes !== null && <RecoveryCodes codes={codes} onSaved={() => setCodes(null)} />}
      {codes === null && (session.hasTotp ? <TurnedOn onCodes={setCodes} /> : <TurnOn onCodes={setCodes} />)}
    </Panel>
  );
}

function TurnOn({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const client = useTRPCClient();
  const router = useRouter();
  const begin = useAct(client.account.beginTotp.mutate);
  const confirm = useAct(client.account.confirmTotp.mutate, (codes) => {
    onCodes(codes);
    router.refresh();
  });
  const [secret, setSecret] = useState<{ secret: string; uri: string } | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void confirm.run({ code: String(new FormData(event.currentTarget).get("code")) });
  };
  if (secret === null)
    return (
      <div className="flex flex-col items-start gap-2">
        {begin.failure && <ErrorNote {...begin.failure} />}
        <Button disabled={begin.busy} onClick={() => begin.run(undefined).then((made) => made && setSecret(made))}>
          Turn on the second factor
        </Button>
      </div>
    );
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <p>Scan this with your authenticator app, or type the secret into it. Then enter the code it shows.</p>
      <QrCode text={secret.uri} label="Secret for your authenticator app" />
      <CopyText text={secret.secret} what="secret" />
      {confirm.failure && <ErrorNote {...confirm.failure} />}
      <div className="max-w-48">
        <TextField label="Code" name="code" required inputMode="numeric" autoComplete="one-time-code" autoFocus />
      </div>
      <div>
        <Button primary type="submit" disabled={confirm.busy}>
          Confirm the code
        </Button>
      </div>
    </form>
  );
}

function TurnedOn({ onCodes }: { onCodes: (codes: readonly string[]) => void }) {
  const client = useTRPCClient();
  const router = useRouter();
  const left = useQuery(useTRPC().account.recoveryCodes.queryOptions());
  const renew = useAct(client.account.renewRecoveryCodes.mutate, onCodes);
  const disable = useAct(client.account.disableTotp.mutate, () => router.refresh());
  const failure = renew.failure ?? disable.failure;
  return (
    <div className="flex flex-col items-start gap-3">
      <StateMark tone="normal">On{left.data !== undefined && `, ${count(left.data, "recovery code")} left`}</StateMark>
      {failure && <ErrorNote {...failure} />}
      <div className="flex flex-wrap gap-2">
        <Button disabled={renew.busy} onClick={() => renew.run(undefined)}>
          New recovery codes
        </Button>
        <Button disabled={disable.busy} onClick={() => disable.run(undefined)}>
          Turn off
        </Button>
      </div>
    </div>
  );
}

function RecoveryCodes({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-md border border-line bg-surface p-3">
      <p>
        <strong>Keep these recovery codes.</strong> Each signs you in once without the app. They are not shown again.
      </p>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => navigator.clipboard.writeText(codes.join("\n"))}>Copy them</Button>
        <Button primary onClick={onSaved}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
