"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { BUTTON_PLAIN, Button } from "@outstation/ui/form/button";
import { SearchField } from "@outstation/ui/form/search-field";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import { useMay } from "../shell/me";
import { formOf, type PackageView, type PointRow, type SourceRow, sourceRows } from "./edge-package";

const TONES: Readonly<Record<string, Tone>> = { connected: "normal", connecting: "stale", failed: "critical" };
/** A longer list is narrowed, not scrolled. */
const POINTS_SHOWN = 200;

type Shown = { readonly deviceKey: string; readonly view: PackageView };

/** The sources, and the points of the one that is chosen. */
export function Sources({ deviceKey, view }: Shown) {
  const [address, setAddress] = useAddressBar();
  const rows = sourceRows(formOf(view), view.reported);
  const chosen = rows.find(({ id }) => id === address.get("source"));
  const { desired, reported } = view;
  const says = view.draft
    ? "As the draft has them; the state is that of what runs."
    : reported !== null && reported.version !== desired.version
      ? `As version ${desired.version} has them; the state is that of version ${reported.version}, which runs.`
      : undefined;
  return (
    <Panel title="Sources" says={says}>
      {rows.length === 0 ? (
        <EmptyState title="No sources yet">
          Write them below, or run <span className="font-mono">outstation-edge points opc.tcp://…</span> on the gateway
          to see what a machine has to offer.
        </EmptyState>
      ) : (
        <DataTable
          label="Sources"
          rows={rows}
          rowKey={({ id }) => id}
          columns={sourceColumns((source) => setAddress({ source, find: null }))}
          isSelected={({ id }) => id === chosen?.id}
        />
      )}
      {chosen && <Points deviceKey={deviceKey} source={chosen} />}
    </Panel>
  );
}

const sourceColumns = (onChoose: (id: string) => void): Column<SourceRow>[] => [
  {
    key: "state",
    header: "State",
    cell: ({ state }) =>
      state === null ? (
        <StateMark tone="off">not running</StateMark>
      ) : (
        <span title={state.detail}>
          <StateMark tone={TONES[state.state] ?? "off"}>{state.state}</StateMark>
        </span>
      ),
  },
  {
    key: "id",
    header: "Source",
    cell: ({ id }) => (
      <button
        type="button"
        data-row-focus
        className="font-medium after:absolute after:inset-0"
        onClick={() => onChoose(id)}
      >
        {id}
      </button>
    ),
  },
  { key: "driver", header: "Driver", from: "sm", cell: ({ driver }) => driver },
  {
    key: "device",
    header: "Device",
    from: "sm",
    cell: ({ device }) => <span className="font-mono text-xs">{device}</span>,
  },
  {
    key: "address",
    header: "Address",
    from: "lg",
    className: "max-w-80",
    cell: ({ address }) => (
      <div className="truncate font-mono text-xs" title={address}>
        {address}
      </div>
    ),
  },
  { key: "points", header: "Points", align: "right", cell: ({ points }) => points.length },
];

const POINT_COLUMNS: readonly Column<PointRow>[] = [
  { key: "name", header: "Point", cell: ({ name }) => <span data-row-focus>{name}</span> },
  {
    key: "address",
    header: "Address",
    className: "max-w-96",
    cell: ({ address }) => (
      <div className="truncate font-mono text-xs" title={address}>
        {address}
      </div>
    ),
  },
  { key: "kind", header: "Kind", from: "sm", cell: ({ kind }) => kind },
  { key: "unit", header: "Unit", from: "sm", cell: ({ unit }) => unit || "–" },
];

function Points({ deviceKey, source }: { deviceKey: string; source: SourceRow }) {
  const [address, setAddress] = useAddressBar();
  const client = useTRPCClient();
  const mayWrite = useMay("edge_packages.write");
  const find = address.get("find") ?? "";
  const matching = source.points.filter(({ name, address: place }) =>
    `${name} ${place}`.toLowerCase().includes(find.trim().toLowerCase()),
  );
  const out = useAct(client.edgePackages.exportPoints.query, ({ csv }) =>
    download(`${deviceKey} ${source.id}.csv`, csv),
  );
  const into = useAct(client.edgePackages.importPoints.mutate);
  const failure = out.failure ?? into.failure;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{`Points of ${source.id}`}</h3>
        <SearchField
          label="Search points"
          value={find}
          onChange={(text) => setAddress({ find: text === "" ? null : text })}
        />
        <span className="text-ink-faint text-sm" role="status">
          {matching.length > POINTS_SHOWN
            ? `the first ${POINTS_SHOWN} of ${count(matching.length, "point")}`
            : count(matching.length, "point")}
        </span>
        <span className="ml-auto flex gap-2">
          <Button disabled={out.busy} onClick={() => out.run({ key: deviceKey, source: source.id })}>
            Save as CSV
          </Button>
          {mayWrite && (
            <label className={`${BUTTON_PLAIN} cursor-pointer focus-within:outline focus-within:outline-2`}>
              {into.busy ? "Reading…" : "Replace from CSV"}
              <input
                type="file"
                accept=".csv,text/csv"
                className="sr-only"
                onChange={async (event) => {
                  const [file] = event.target.files ?? [];
                  if (!file) return;
                  const csv = await file.text();
                  event.target.value = "";
                  await into.run({ key: deviceKey, source: source.id, csv });
                }}
              />
            </label>
          )}
        </span>
      </div>
      {failure && <ErrorNote {...failure} />}
      <DataTable
        label={`Points of ${source.id}`}
        rows={matching.slice(0, POINTS_SHOWN)}
        rowKey={({ name }) => name}
        columns={POINT_COLUMNS}
      />
    </div>
  );
}

function download(name: string, csv: string) {
  const url = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
