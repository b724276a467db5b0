"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMe } from "../shell/me";
import { DraftForm } from "./draft-form";
import { FlagTable } from "./flag-table";
import { SchemaDetail } from "./schema-detail";
import type { SchemaLine } from "./schema-line";

const REFRESH_MS = 15_000;
const nameOf = ({ deviceType, version }: Pick<SchemaLine, "deviceType" | "version">) => `${deviceType}@${version}`;

/** What the devices of each type may say, version by version, and which devices speak by none of them. */
export function Schemas() {
  const list = useQuery(useTRPC().schemas.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const [address, setAddress] = useAddressBar();
  const [drafting, setDrafting] = useState(false);
  const mayWrite = useMe().permissions.includes("schemas.write");
  const add = mayWrite && (
    <Button primary onClick={() => setDrafting(true)}>
      Draft a schema
    </Button>
  );
  const schemas = list.data?.schemas ?? [];
  const shown = schemas.find((line) => nameOf(line) === address.get("schema"));
  return (
    <div className="flex flex-col gap-8">
      <h1 className="font-semibold text-xl">Schemas</h1>
      <Panel
        title="Versions"
        says="A device that declares a version in its messages is held to it. A published version never changes."
        act={schemas.length > 0 ? add : null}
      >
        {list.error && <CallErrorNote error={list.error} onRetry={() => list.refetch()} />}
        {list.isPending && <SkeletonRows rows={4} />}
        {list.data && schemas.length === 0 && (
          <EmptyState title="No schema yet" action={add}>
            Without one, every reading that can be read is taken. A schema says which points a type of device has, their
            kinds, ranges and units.
          </EmptyState>
        )}
        {schemas.length > 0 && (
          <DataTable
            label="Schemas"
            rows={schemas}
            rowKey={nameOf}
            isSelected={(line) => line === shown}
            columns={columnsOf((line) => setAddress({ schema: nameOf(line) }))}
          />
        )}
      </Panel>
      {shown && <SchemaDetail key={nameOf(shown)} line={shown} mayWrite={mayWrite} />}
      {list.data && list.data.flags.length > 0 && <FlagTable flags={list.data.flags} />}
      {drafting && (
        <DraftForm
          deviceType=""
          version="1.0"
          document={null}
          onClose={(saved) => {
            setDrafting(false);
            if (saved) setAddress({ schema: nameOf(saved) });
          }}
        />
      )}
    </div>
  );
}

const TONES: Readonly<Record<SchemaLine["status"], Tone>> = { draft: "stale", published: "normal", deprecated: "off" };

const columnsOf = (onOpen: (line: SchemaLine) => void): Column<SchemaLine>[] => [
  { key: "status", header: "State", cell: ({ status }) => <StateMark tone={TONES[status]}>{status}</StateMark> },
  {
    key: "type",
    header: "Device type",
    cell: (line) => (
      <button type="button" className="link" data-row-focus onClick={() => onOpen(line)}>
        {line.deviceType}
      </button>
    ),
  },
  { key: "version", header: "Version", align: "right", cell: ({ version }) => version },
  { key: "points", header: "Points", align: "right", cell: ({ points }) => points },
  { key: "by", header: "By", from: "sm", cell: ({ publishedBy, createdBy }) => publishedBy ?? createdBy },
  {
    key: "at",
    header: "Since",
    align: "right",
    from: "sm",
    cell: ({ deprecatedAt, publishedAt, createdAt }) => (
      <TimeAgo at={deprecatedAt ?? publishedAt ?? createdAt} timeZone="UTC" />
    ),
  },
];
