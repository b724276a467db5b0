"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { TextField } from "@outstation/ui/form/text-field";
import { count } from "@outstation/ui/format/numbers";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useState } from "react";
import { useMay } from "../shell/me";
import { Changes } from "./changes";
import type { Draft, PackageView } from "./edge-package";
import { ForecastFacts } from "./package-facts";

type Shown = {
  readonly deviceKey: string;
  readonly view: PackageView;
  readonly draft: Draft;
  readonly timeZone: string;
};

/** What may run next: what is wrong with it, what it changes, and the way to publish it. */
export function DraftPanel({ deviceKey, view, draft, timeZone }: Shown) {
  const errors = draft.problems.filter(({ severity }) => severity === "error");
  const [asking, setAsking] = useState<"publish" | "discard" | null>(null);
  const mayPublish = useMay("edge_packages.publish");
  const mayWrite = useMay("edge_packages.write");
  const isBehind = draft.basedOn !== view.desired.version;
  const publishable = errors.length === 0 && draft.changes.length > 0;
  const close = () => setAsking(null);
  return (
    <Panel
      title="Draft"
      says={
        <>
          By {draft.changedBy}, <TimeAgo at={draft.changedAt} timeZone={timeZone} />
          {isBehind && `. It was begun from version ${draft.basedOn}; version ${view.desired.version} came since.`}
        </>
      }
      act={
        <span className="flex gap-2">
          {mayWrite && <Button onClick={() => setAsking("discard")}>Discard</Button>}
          {mayPublish && (
            <Button primary disabled={!publishable} onClick={() => setAsking("publish")}>
              {`Publish version ${view.desired.version + 1}`}
            </Button>
          )}
        </span>
      }
    >
      <Problems problems={draft.problems} />
      <Changes changes={draft.changes} none="It changes nothing yet." />
      {draft.forecast && (
        <dl className="max-w-prose">
          <ForecastFacts forecast={draft.forecast} />
        </dl>
      )}
      {asking === "publish" && <Publish deviceKey={deviceKey} view={view} draft={draft} onClose={close} />}
      {asking === "discard" && <Discard deviceKey={deviceKey} onClose={close} />}
    </Panel>
  );
}

function Problems({ problems }: { problems: Draft["problems"] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1" aria-label="Problems">
      {problems.slice(0, 50).map(({ severity, where, says }) => (
        <li key={`${where} ${says}`}>
          <StateMark tone={severity === "error" ? "critical" : "warning"}>
            <span className="whitespace-normal">
              <span className="font-mono text-xs">{where}</span> {says}
            </span>
          </StateMark>
        </li>
      ))}
      {problems.length > 50 && <li className="text-ink-soft">{`and ${problems.length - 50} more`}</li>}
    </ul>
  );
}

function Publish(props: { deviceKey: string; view: PackageView; draft: Draft; onClose: () => void }) {
  const { deviceKey, view, draft, onClose } = props;
  const client = useTRPCClient();
  const [note, setNote] = useState("");
  const { run, busy, failure } = useAct(client.edgePackages.publish.mutate, onClose);
  const version = view.desired.version + 1;
  return (
    <Confirm
      title={`Publish version ${version}`}
      open
      verb={`Publish to ${deviceKey}`}
      busy={busy}
      failure={failure}
      onConfirm={() => run({ key: deviceKey, follows: view.desired.version, note: note.trim() || null })}
      onClose={onClose}
    >
      <div className="flex flex-col gap-3">
        <p>
          {`${count(draft.changes.length, "change")}. The gateway gets it at once, or when it connects, and changes over within seconds: sources that change stop and start. If one that is connected now stays away for a minute, it goes back to what it runs.`}
        </p>
        <TextField
          label="Why"
          hint="Said in the history. May be left empty."
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Confirm>
  );
}

function Discard({ deviceKey, onClose }: { deviceKey: string; onClose: () => void }) {
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.edgePackages.discardDraft.mutate, onClose);
  return (
    <Confirm
      title="Discard the draft"
      open
      verb="Discard the draft"
      busy={busy}
      failure={failure}
      onConfirm={() => run({ key: deviceKey })}
      onClose={onClose}
    >
      What it changes is lost. What the gateway runs stays as it is.
    </Confirm>
  );
}
