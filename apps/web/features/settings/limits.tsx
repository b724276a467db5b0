"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { amount, type LimitsView, unitOf } from "../limits/amounts";
import { useRates } from "../limits/use-rates";

type Limit = LimitsView["limits"][number];
type Hit = LimitsView["hits"][number];

const REFRESH_MS = 10_000;

/** What the company may ask of the platform, how much of it is in use, and what went beyond it. */
export function Limits() {
  const view = useQuery(useTRPC().limits.view.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return (
    <div className="flex flex-col gap-8">
      {view.error && <CallErrorNote error={view.error} onRetry={() => view.refetch()} />}
      {view.isPending && <SkeletonRows rows={5} />}
      {view.data && <LimitTable view={view.data} />}
      {view.data && <HitTable view={view.data} />}
    </div>
  );
}

function LimitTable({ view }: { view: LimitsView }) {
  const rates = useRates();
  const columns: Column<Limit>[] = [
    { key: "title", header: "Limit", cell: ({ title }) => title },
    {
      key: "use",
      header: "In use",
      align: "right",
      cell: ({ name, use }) => amount(name, use ?? rates[name] ?? null),
    },
    {
      key: "value",
      header: "Allowed",
      align: "right",
      cell: ({ name, value }) => (
        <>
          {amount(name, value)} <span className="text-ink-faint">{unitOf(name)}</span>
        </>
      ),
    },
    {
      key: "share",
      header: "State",
      cell: (limit) => <Share limit={limit} use={limit.use ?? rates[limit.name] ?? null} />,
    },
    {
      key: "met",
      header: "Beyond it",
      from: "lg",
      className: "max-w-96",
      cell: ({ met }) => <span className="block py-1 text-ink-soft">{met}</span>,
    },
  ];
  return (
    <Panel
      title="Limits"
      says="The platform is shared. Each company has its limits, so that none slows another down. Rates in use are the mean of the last full hour."
    >
      <DataTable label="Limits" rows={view.limits} rowKey={({ name }) => name} columns={columns} />
      {view.set && (
        <p className="text-ink-soft text-sm">
          Set by {view.set.by} <TimeAgo at={view.set.at} timeZone="UTC" />: {view.set.reason}
        </p>
      )}
    </Panel>
  );
}

/** From here on it is time to ask for more. */
const NEAR = 0.8;

function Share({ limit, use }: { limit: Limit; use: number | null }) {
  if (use === null) return <StateMark tone="off">not measured yet</StateMark>;
  const share = use / limit.value;
  const percent = `${Math.floor(share * 100)} %`;
  if (share >= 1) return <StateMark tone="critical">full</StateMark>;
  return <StateMark tone={share >= NEAR ? "warning" : "normal"}>{percent}</StateMark>;
}

function HitTable({ view }: { view: LimitsView }) {
  const titles = new Map(view.limits.map(({ name, title }) => [name, title]));
  const columns: Column<Hit>[] = [
    { key: "limit", header: "Limit", cell: ({ limit }) => titles.get(limit) ?? limit },
    {
      key: "device",
      header: "Device",
      cell: ({ deviceKey }) =>
        deviceKey === null ? (
          "the whole company"
        ) : (
          <Link
            className="link whitespace-nowrap font-mono text-sm"
            data-row-focus
            href={`/devices/${encodeURIComponent(deviceKey)}`}
          >
            {deviceKey}
          </Link>
        ),
    },
    { key: "times", header: "Times", align: "right", cell: ({ times }) => times.toLocaleString("en") },
    {
      key: "asked",
      header: "Asked for, at most",
      align: "right",
      from: "sm",
      cell: ({ limit, asked }) => amount(limit, asked),
    },
    {
      key: "value",
      header: "Limit then",
      align: "right",
      from: "sm",
      cell: ({ limit, value }) => amount(limit, value),
    },
    { key: "last", header: "Last", align: "right", cell: ({ lastAt }) => <TimeAgo at={lastAt} timeZone="UTC" /> },
  ];
  return (
    <Panel title="Met in the last 24 h" says="Who went beyond a limit, the latest first.">
      {view.hits.length === 0 && <EmptyState title="No limit was met">Everything was taken as it came.</EmptyState>}
      {view.hits.length > 0 && (
        <DataTable
          label="Limits met"
          rows={view.hits}
          rowKey={({ limit, deviceKey }) => `${limit} ${deviceKey}`}
          columns={columns}
        />
      )}
      {view.hitsInAll > view.hits.length && (
        <p className="text-ink-soft text-sm">
          The latest {view.hits.length} of {count(view.hitsInAll, "line")}.
        </p>
      )}
    </Panel>
  );
}
