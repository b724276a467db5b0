"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { Button } from "@outstation/ui/form/button";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";

type View = Outputs["operator"]["isolationReports"];
type Report = View["reports"][number];
type Surface = { readonly surface: string; readonly attempts: number; readonly leaks: number };

const RUNNING_REFRESH_MS = 1000;
const IDLE_REFRESH_MS = 15_000;

/** The proof that no tenant reaches another, run here and now, on two tenants made for it. */
export function Isolation() {
  const client = useTRPCClient();
  const view = useQuery(
    useTRPC().operator.isolationReports.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.running ? RUNNING_REFRESH_MS : IDLE_REFRESH_MS),
    }),
  );
  const start = useAct(client.operator.proveIsolation.mutate);
  const running = view.data?.running ?? null;
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 className="font-semibold text-xl">Isolation</h1>
          <p className="max-w-prose text-ink-soft">
            Two tenants are made for the proof. As the first of them, every table, procedure, route and topic of this
            installation is tried on what is the second’s: to read, write, list, guess and infer it.
          </p>
        </div>
        <Button primary disabled={start.busy || running !== null} onClick={() => start.run(undefined)}>
          {running === null ? "Run the proof" : "The proof is running…"}
        </Button>
      </header>
      {start.failure && <ErrorNote {...start.failure} />}
      {view.error && <CallErrorNote error={view.error} onRetry={() => view.refetch()} />}
      {view.isPending && <SkeletonRows rows={4} />}
      {running && <Running running={running} />}
      {view.data && view.data.reports.length === 0 && running === null && (
        <EmptyState title="No proof was run here yet">
          It takes about a minute and touches no tenant but its own two, which it suspends when it is done.
        </EmptyState>
      )}
      {view.data?.reports.map((report) => (
        <ReportView key={report.id} report={report} />
      ))}
    </div>
  );
}

function Running({ running }: { running: NonNullable<View["running"]> }) {
  return (
    <Panel title="Under way" says={`Begun by ${running.startedBy}.`}>
      <p role="status">
        {running.phase}: {count(running.attempts, "attempt")} so far, {count(running.leaks, "leak")}.
      </p>
      <SurfaceTable surfaces={running.surfaces} />
    </Panel>
  );
}

function ReportView({ report }: { report: Report }) {
  const { startedAt, startedBy, seconds, attempts, leaks, surfaces, missing, notes, tenants, failure } = report;
  const isClean = leaks === 0 && missing.length === 0 && failure === null;
  return (
    <Panel
      title={
        isClean ? "Nothing leaked" : failure === null ? "Something leaked or is not covered" : "The proof did not end"
      }
      says={
        <>
          <TimeAgo at={startedAt} timeZone="UTC" />, by {startedBy}, {Math.round(seconds)} s
        </>
      }
    >
      <p>
        <StateMark tone={isClean ? "normal" : "critical"}>
          {count(attempts, "attempt")}, {count(leaks, "leak")}
        </StateMark>
      </p>
      {failure && <ErrorNote message={failure} code="proof.failed" />}
      <Lines title="Not covered" lines={missing} />
      <Lines
        title="Leaks"
        lines={surfaces.flatMap((one) => one.leaks.map(({ what, detail }) => `${one.surface}: ${what}: ${detail}`))}
      />
      <Lines title="Not tried here" lines={notes} />
      <SurfaceTable
        surfaces={surfaces.map((one) => ({ surface: one.surface, attempts: one.attempts, leaks: one.leaks.length }))}
      />
      <p className="text-ink-faint text-sm">Made and suspended for it: {tenants.join(", ")}</p>
    </Panel>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <h3 className="font-medium">{title}</h3>
      <ul className="list-disc pl-5 text-ink-soft">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

const COLUMNS: readonly Column<Surface>[] = [
  { key: "surface", header: "Where it was tried", cell: ({ surface }) => surface },
  { key: "attempts", header: "Attempts", align: "right", cell: ({ attempts }) => attempts },
  {
    key: "leaks",
    header: "Leaks",
    align: "right",
    cell: ({ leaks }) =>
      leaks === 0 ? <span className="text-ink-faint">0</span> : <StateMark tone="critical">{leaks}</StateMark>,
  },
];

function SurfaceTable({ surfaces }: { surfaces: readonly Surface[] }) {
  return <DataTable label="Attempts by surface" rows={surfaces} rowKey={({ surface }) => surface} columns={COLUMNS} />;
}
