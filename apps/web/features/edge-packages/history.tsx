"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { Modal } from "@outstation/ui/overlay/modal";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../shell/me";
import { Changes } from "./changes";
import type { PackageLine, PackageView } from "./edge-package";

type Shown = { readonly deviceKey: string; readonly view: PackageView; readonly timeZone: string };

/** Every version: who, when, why, what it changed, and the way back to it. */
export function History({ deviceKey, view, timeZone }: Shown) {
  const [looking, setLooking] = useState<number | null>(null);
  const [again, setAgain] = useState<number | null>(null);
  const mayPublish = useMay("edge_packages.publish");
  const columns: Column<PackageLine>[] = [
    {
      key: "version",
      header: "Version",
      cell: ({ version, republishes }) => (
        <>
          {version}
          {republishes !== null && <span className="text-ink-soft">{` (${republishes} again)`}</span>}
        </>
      ),
    },
    {
      key: "at",
      header: "Published",
      cell: ({ createdAt }) => <TimeAgo at={createdAt} timeZone={timeZone} />,
    },
    { key: "by", header: "By", from: "sm", cell: ({ createdBy }) => createdBy ?? "the platform" },
    {
      key: "note",
      header: "Why",
      from: "lg",
      className: "max-w-96",
      cell: ({ note }) => <div className="truncate">{note ?? "–"}</div>,
    },
    { key: "points", header: "Points", align: "right", from: "sm", cell: ({ points }) => points },
    {
      key: "acts",
      header: "Acts",
      headerHidden: true,
      align: "right",
      cell: ({ version }) => (
        <span className="inline-flex gap-3">
          <button type="button" data-row-focus className="link whitespace-nowrap" onClick={() => setLooking(version)}>
            What changed
          </button>
          {mayPublish && version !== view.desired.version && (
            <button type="button" className="link whitespace-nowrap" onClick={() => setAgain(version)}>
              Publish again
            </button>
          )}
        </span>
      ),
    },
  ];
  return (
    <Panel title="History">
      <DataTable label="Versions" rows={view.history} rowKey={({ version }) => String(version)} columns={columns} />
      {looking !== null && <Version deviceKey={deviceKey} version={looking} onClose={() => setLooking(null)} />}
      {again !== null && <Again deviceKey={deviceKey} view={view} version={again} onClose={() => setAgain(null)} />}
    </Panel>
  );
}

function Version({ deviceKey, version, onClose }: { deviceKey: string; version: number; onClose: () => void }) {
  const found = useQuery(useTRPC().edgePackages.version.queryOptions({ key: deviceKey, version }));
  return (
    <Modal title={`What version ${version} changed`} open onClose={onClose}>
      {found.error && <CallErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonRows rows={3} />}
      {found.data && <Changes changes={found.data.changes} none="Nothing: it says what the version before it says." />}
    </Modal>
  );
}

function Again(props: { deviceKey: string; view: PackageView; version: number; onClose: () => void }) {
  const { deviceKey, view, version, onClose } = props;
  const client = useTRPCClient();
  const { run, busy, failure } = useAct(client.edgePackages.republish.mutate, onClose);
  const next = view.desired.version + 1;
  return (
    <Confirm
      title={`Publish version ${version} again`}
      open
      verb={`Publish as version ${next}`}
      busy={busy}
      failure={failure}
      onConfirm={() => run({ key: deviceKey, follows: view.desired.version, version, note: null })}
      onClose={onClose}
    >
      {`What version ${version} says becomes version ${next}. The gateway gets it at once, or when it connects. A draft stays as it is.`}
    </Confirm>
  );
}
