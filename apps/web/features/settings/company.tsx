"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import { TextField } from "@outstation/ui/form/text-field";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMay, useMe } from "../shell/me";

export function Company() {
  const { tenant } = useMe();
  const client = useTRPCClient();
  const router = useRouter();
  const [name, setName] = useState(tenant.name);
  const rename = useAct(client.members.renameTenant.mutate, () => router.refresh());
  const mayWrite = useMay("tenant.write");
  return (
    <div className="flex max-w-160 flex-col gap-8">
      <Panel title="Name">
        <form
          className="flex flex-col items-start gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            void rename.run({ name });
          }}
        >
          {rename.failure && <ErrorNote {...rename.failure} />}
          <div className="w-full max-w-88">
            <TextField
              label="Company"
              value={name}
              disabled={!mayWrite}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          {mayWrite && (
            <Button primary type="submit" disabled={rename.busy || name === tenant.name}>
              Rename
            </Button>
          )}
        </form>
      </Panel>
      <Panel title="Short name" says="The first level of every topic of your devices, and part of their certificates.">
        <div>
          <CopyText text={tenant.slug} what="short name" />
        </div>
      </Panel>
      <Leave />
    </div>
  );
}

function Leave() {
  const { tenant } = useMe();
  const client = useTRPCClient();
  const [asking, setAsking] = useState(false);
  const leave = useAct(client.members.leave.mutate, () => location.assign("/"));
  return (
    <Panel title="Leave" says={`You are out of ${tenant.name} at once, and come back by invitation only.`}>
      <div>
        <Button onClick={() => setAsking(true)}>Leave {tenant.name}</Button>
      </div>
      <Confirm
        title={`Leave ${tenant.name}`}
        open={asking}
        verb="Leave"
        typed={tenant.slug}
        busy={leave.busy}
        failure={leave.failure}
        onConfirm={() => leave.run(undefined)}
        onClose={() => setAsking(false)}
      >
        Every session of yours stops opening it with its next request.
      </Confirm>
    </Panel>
  );
}
