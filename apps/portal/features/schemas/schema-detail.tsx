"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { DraftForm } from "./draft-form";
import { type PointLine, pointLines } from "./point-lines";
import type { SchemaLine } from "./schema-line";

type View = Outputs["schemas"]["get"];

/** One version: its points in words, its document, and what can be done with it. */
export function SchemaDetail({ line, mayWrite }: { line: SchemaLine; mayWrite: boolean }) {
  const { deviceType, version } = line;
  const view = useQuery(useTRPC().schemas.get.queryOptions({ deviceType, version }));
  const isOpen = view.data?.document.additionalProperties !== false;
  return (
    <Panel
      title={`${deviceType} ${version}`}
      says={
        view.data &&
        (isOpen ? "A point that is not listed is taken as it comes." : "A point that is not listed is a violation.")
      }
      act={mayWrite && view.data && <Acts view={view.data} />}
    >
      {view.error && <CallErrorNote error={view.error} onRetry={() => view.refetch()} />}
      {view.isPending && <SkeletonRows rows={6} />}
      {view.data && (
        <>
          <DataTable
            label="Points"
            rows={pointLines(view.data.document)}
            rowKey={({ name }) => name}
            columns={COLUMNS}
          />
          <details>
            <summary className="link w-fit cursor-pointer">The document</summary>
            <pre
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
              tabIndex={0}
              className="mt-2 max-h-96 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs leading-5"
            >
              {JSON.stringify(view.data.document, null, 2)}
            </pre>
          </details>
        </>
      )}
    </Panel>
  );
}

const COLUMNS: Column<PointLine>[] = [
  { key: "name", header: "Point", cell: ({ name }) => <span className="font-mono text-sm">{name}</span> },
  { key: "kind", header: "Kind", cell: ({ kind }) => kind },
  {
    key: "limits",
    header: "Allowed",
    className: "max-w-96",
    cell: ({ limits }) => <span className="block py-1">{limits}</span>,
  },
  { key: "unit", header: "Unit", cell: ({ unit }) => <span className="text-ink-soft">{unit}</span> },
  {
    key: "title",
    header: "What it is",
    from: "lg",
    cell: ({ title }) => <span className="text-ink-soft">{title}</span>,
  },
];

function Acts({ view }: { view: View }) {
  const client = useTRPCClient();
  const [asking, setAsking] = useState<"edit" | "publish" | "deprecate" | "discard" | null>(null);
  const close = () => setAsking(null);
  const publish = useAct(client.schemas.publish.mutate, close);
  const deprecate = useAct(client.schemas.deprecate.mutate, close);
  const discard = useAct(client.schemas.discardDraft.mutate, close);
  const name = { deviceType: view.deviceType, version: view.version };
  const said = `${view.deviceType} ${view.version}`;
  return (
    <div className="flex flex-wrap gap-2">
      {discard.failure && <ErrorNote {...discard.failure} />}
      {view.status === "draft" && (
        <>
          <Button onClick={() => discard.run(name)}>Discard draft</Button>
          <Button onClick={() => setAsking("edit")}>Edit draft</Button>
          <Button primary onClick={() => setAsking("publish")}>
            Publish
          </Button>
        </>
      )}
      {view.status === "published" && <Button onClick={() => setAsking("deprecate")}>Deprecate</Button>}
      {asking === "edit" && <DraftForm {...name} document={view.document} onClose={close} />}
      <Confirm
        title={`Publish ${said}`}
        open={asking === "publish"}
        verb="Publish"
        busy={publish.busy}
        failure={publish.failure}
        onConfirm={() => publish.run(name)}
        onClose={close}
      >
        Within 10 seconds, messages that declare version {view.version} are held to it, and those that violate it go to
        quarantine. A published version can be deprecated; it cannot be changed or deleted.
      </Confirm>
      <Confirm
        title={`Deprecate ${said}`}
        open={asking === "deprecate"}
        verb="Deprecate"
        busy={deprecate.busy}
        failure={deprecate.failure}
        onConfirm={() => deprecate.run(name)}
        onClose={close}
      >
        It tells developers to move on. Messages that declare it are still checked by it and stored.
      </Confirm>
    </div>
  );
}
