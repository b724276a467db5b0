"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { FormField } from "@outstation/ui/form/form-field";
import { CONTROL_BOX, TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { type FormEvent, useState } from "react";
import { useMay } from "../shell/me";
import { formOf, type PackageView } from "./edge-package";

type Editing = { readonly deviceKey: string; readonly view: PackageView; readonly onClose: () => void };

/** How often it reports, and everything else as text: what is written becomes the draft. */
export function EditPanel({ deviceKey, view }: { deviceKey: string; view: PackageView }) {
  const [editing, setEditing] = useState<"reporting" | "text" | null>(null);
  const { reporting } = formOf(view) as { reporting?: { batchMs?: number; heartbeatMs?: number } };
  const close = () => setEditing(null);
  if (!useMay("edge_packages.write")) return null;
  return (
    <Panel
      title="Edit"
      says={`Readings are sent every ${seconds(reporting?.batchMs)} s, and again every ${seconds(reporting?.heartbeatMs)} s where nothing changed.`}
      act={
        <span className="flex gap-2">
          <Button onClick={() => setEditing("reporting")}>Edit reporting</Button>
          <Button onClick={() => setEditing("text")}>Edit as text</Button>
        </span>
      }
    >
      {editing === "reporting" && <Reporting deviceKey={deviceKey} view={view} onClose={close} />}
      {editing === "text" && <AsText deviceKey={deviceKey} view={view} onClose={close} />}
    </Panel>
  );
}

const seconds = (ms: number | undefined) => (ms === undefined ? "–" : String(ms / 1000));

function Reporting({ deviceKey, view, onClose }: Editing) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.edgePackages.saveDraft.mutate, onClose);
  const form = formOf(view) as { reporting?: Record<string, unknown> };
  const { batchMs, heartbeatMs } = form.reporting ?? {};
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const ms = (name: string) => Math.round(Number(data.get(name)) * 1000);
    const reporting = { ...form.reporting, batchMs: ms("batch"), heartbeatMs: ms("heartbeat") };
    void run({ key: deviceKey, body: { ...form, reporting } as Body });
  };
  return (
    <Modal title="Reporting" open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        <TextField
          label="Send every, s"
          hint="Readings of this long go out in one message for each device. Longer costs less data."
          name="batch"
          type="number"
          min={0.05}
          max={3600}
          step="any"
          required
          defaultValue={Number(batchMs) / 1000}
        />
        <TextField
          label="Say again after, s"
          hint="A point that did not change is reported again, so that silence means a fault."
          name="heartbeat"
          type="number"
          min={1}
          step="any"
          required
          defaultValue={Number(heartbeatMs) / 1000}
        />
        <Acts busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}

type Body = Parameters<ReturnType<typeof useTRPCClient>["edgePackages"]["saveDraft"]["mutate"]>[0]["body"];

function AsText({ deviceKey, view, onClose }: Editing) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.edgePackages.saveDraft.mutate, onClose);
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    try {
      const body: unknown = JSON.parse(String(new FormData(event.currentTarget).get("text")));
      if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Error("it is no object");
      setError(undefined);
      void run({ key: deviceKey, body: body as Body });
    } catch (reason) {
      setError(`This is no JSON object: ${(reason as Error).message}.`);
    }
  };
  return (
    <Modal title="The package as text" open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        <FormField
          label="Package"
          hint="JSON. It is kept as a draft, also while it is wrong; the draft says what is."
          error={error}
        >
          {(ids) => (
            <textarea
              {...ids}
              name="text"
              rows={18}
              spellCheck={false}
              defaultValue={JSON.stringify(formOf(view), null, 2)}
              className={`${CONTROL_BOX} w-full py-2 font-mono text-xs`}
            />
          )}
        </FormField>
        <Acts busy={busy} onClose={onClose} />
      </form>
    </Modal>
  );
}

function Acts({ busy, onClose }: { busy: boolean; onClose: () => void }) {
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onClose}>Cancel</Button>
      <Button primary type="submit" disabled={busy}>
        Keep as draft
      </Button>
    </div>
  );
}
