"use client";
import { AUDIT_EVENTS } from "@outstation/contracts/access/audit-events";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { type Outputs, useTRPC } from "@outstation/hall/client";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { BUTTON_PLAIN, Button } from "@outstation/ui/form/button";
import { SearchField } from "@outstation/ui/form/search-field";
import { SelectField } from "@outstation/ui/form/select-field";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { LastSeen } from "../devices/device-columns";
import { Change } from "./change";

type Entry = Outputs["audit"]["search"]["entries"][number];
const PAGE = 50;
const EVENTS = Object.entries(AUDIT_EVENTS).map(([value, label]) => ({ value, label }));

const COLUMNS: readonly Column<Entry>[] = [
  {
    key: "seq",
    header: "No.",
    align: "right",
    from: "lg",
    cell: ({ seq }) => <span className="font-mono text-xs">{seq}</span>,
  },
  { key: "at", header: "When", cell: ({ at }) => <LastSeen at={at} timeZone="UTC" /> },
  { key: "title", header: "What", cell: ({ title }) => title },
  {
    key: "subject",
    header: "To what",
    className: "max-w-64",
    cell: ({ subject }) => <span className="block truncate">{subject}</span>,
  },
  {
    key: "actor",
    header: "Who",
    from: "sm",
    className: "max-w-64",
    cell: ({ actorName, onBehalfOf }) => (
      <span className="block truncate">
        {actorName}
        {onBehalfOf && <span className="text-ink-soft"> · for the platform</span>}
      </span>
    ),
  },
  { key: "change", header: "Change", from: "xl", className: "max-w-120", cell: (entry) => <Change {...entry} /> },
];

/** Who did what, newest first; searched, filtered, exported, and its chain checked. The filters are in the address bar. */
export function Audit() {
  const trpc = useTRPC();
  const [address, setAddress] = useAddressBar();
  const text = address.get("find") ?? "";
  const event = address.get("event") ?? "";
  const filter = {
    text: text || null,
    events: event in AUDIT_EVENTS ? [event as keyof typeof AUDIT_EVENTS] : [],
    from: null,
    to: null,
  };
  const found = useInfiniteQuery(
    trpc.audit.search.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      { getNextPageParam: ({ nextBeforeSeq }) => nextBeforeSeq },
    ),
  );
  const entries = found.data?.pages.flatMap((page) => page.entries) ?? [];
  const download = new URLSearchParams({ ...(text ? { text } : {}), ...(event ? { event } : {}) });
  return (
    <Panel
      title="Audit"
      says="Every change, in a chain: each event carries the hash of the one before."
      act={
        <a href={`/api/audit?${download}`} download className={BUTTON_PLAIN}>
          Export CSV
        </a>
      }
    >
      <Chain />
      <div className="flex flex-wrap gap-2">
        <SearchField label="Search who and what" value={text} onChange={(find) => setAddress({ find: find || null })} />
        <SelectField
          label="Event"
          all="Every event"
          value={event}
          choices={EVENTS}
          onChange={(next) => setAddress({ event: next || null })}
        />
      </div>
      {found.error && <CallErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonRows rows={8} />}
      {found.data && entries.length === 0 && (
        <EmptyState
          title="No event matches"
          action={
            <button type="button" className="link" onClick={() => setAddress({ find: null, event: null })}>
              Clear the filters
            </button>
          }
        />
      )}
      {entries.length > 0 && (
        <DataTable label="Audit events" rows={entries} rowKey={({ seq }) => String(seq)} columns={COLUMNS} />
      )}
      {found.hasNextPage && (
        <div>
          <Button disabled={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {found.isFetchingNextPage ? "Loading…" : "Show older events"}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** Whether the chain holds, recomputed when the page is opened. */
function Chain() {
  const proof = useQuery(useTRPC().audit.verify.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  if (proof.data === undefined) return <p className="text-ink-faint">Checking the chain…</p>;
  const { events, brokenSeq, headHolds } = proof.data;
  if (brokenSeq !== null)
    return (
      <StateMark tone="critical">
        The chain is broken at event {brokenSeq}: something was changed or taken out.
      </StateMark>
    );
  if (!headHolds)
    return <StateMark tone="critical">The newest events are missing: the chain goes on after the last one.</StateMark>;
  return <StateMark tone="normal">The chain holds over {count(events, "event")}.</StateMark>;
}
