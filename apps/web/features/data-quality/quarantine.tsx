"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { DataTable } from "@outstation/ui/data/data-table";
import { Button } from "@outstation/ui/form/button";
import { SearchField } from "@outstation/ui/form/search-field";
import { SelectField } from "@outstation/ui/form/select-field";
import { count } from "@outstation/ui/format/numbers";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../shell/me";
import { QuarantineActs } from "./quarantine-acts";
import { quarantineColumns } from "./quarantine-columns";
import { QuarantineDetail } from "./quarantine-detail";
import { AGES, filterOf } from "./quarantine-message";

const PAGE = 100;
const REFRESH_MS = 15_000;
/** While something is being replayed. */
const WATCH_MS = 1000;
const STATES = [
  { value: "waiting", label: "Waiting" },
  { value: "requested", label: "Being replayed" },
  { value: "replayed", label: "Stored" },
];

/** What came and could not be stored, newest first, and the message that is open beside it. The filters are in the address bar. */
export function Quarantine() {
  const [address, setAddress] = useAddressBar();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const filter = filterOf(address, Date.now());
  const { found, messages, first } = useKept(filter);
  // What is filtered away is not acted on.
  const acting = messages.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const open = address.get("message");
  const mayWrite = useMay("quarantine.write");
  return (
    <div className="flex flex-col gap-4">
      <Filters codes={first?.codes ?? []} />
      {mayWrite && first && first.total > 0 && (
        <QuarantineActs
          selection={acting.length > 0 ? { ids: acting } : { filter }}
          messages={acting.length > 0 ? acting.length : first.total}
          isSelected={acting.length > 0}
          onDone={() => setSelected(new Set())}
        />
      )}
      {found.error && <CallErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonRows rows={8} />}
      {found.isSuccess && messages.length === 0 && <Empty isFiltered={isFiltered(filter)} />}
      <div className={`grid items-start gap-4 ${open ? "xl:grid-cols-[minmax(0,1fr)_37rem]" : ""}`}>
        {open && (
          <div className="min-w-0 xl:sticky xl:top-16 xl:order-2">
            <QuarantineDetail key={open} id={open} onClose={() => setAddress({ message: null })} />
          </div>
        )}
        {messages.length > 0 && (
          <div className="flex min-w-0 flex-col gap-2">
            <DataTable
              label="Messages in quarantine"
              rows={messages}
              rowKey={({ id }) => id}
              isSelected={({ id }) => id === open || selected.has(id)}
              columns={quarantineColumns({
                isNarrow: open !== null,
                selected: mayWrite ? selected : null,
                onSelect: setSelected,
                onOpen: (id) => setAddress({ message: id }),
              })}
            />
            {found.hasNextPage && (
              <Button className="self-start" disabled={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
                Show more
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}

type Filter = ReturnType<typeof filterOf>;

const isFiltered = ({ deviceKey, code, from, state }: Filter): boolean =>
  [deviceKey, code, from, state].some((value) => value !== null);

/** The pages of a filter so far; asked for again more often while something is being replayed. */
function useKept(filter: Filter) {
  const found = useInfiniteQuery({
    ...useTRPC().quarantine.list.infiniteQueryOptions(
      { ...filter, limit: PAGE },
      {
        getNextPageParam: ({ nextCursor }) => nextCursor,
        refetchInterval: ({ state: { data } }) =>
          data?.pages.some((page) => page.messages.some(({ state }) => state === "requested")) ? WATCH_MS : REFRESH_MS,
      },
    ),
    placeholderData: keepPreviousData,
  });
  return { found, messages: found.data?.pages.flatMap((page) => page.messages) ?? [], first: found.data?.pages[0] };
}

function Filters({ codes }: { codes: readonly { readonly code: string; readonly messages: number }[] }) {
  const [address, setAddress] = useAddressBar();
  const of = (name: string) => address.get(name) ?? "";
  const set = (name: string) => (value: string) => setAddress({ [name]: value === "" ? null : value });
  const chosen = of("code");
  const known =
    codes.some(({ code }) => code === chosen) || chosen === "" ? codes : [...codes, { code: chosen, messages: 0 }];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SearchField label="Sender’s key" value={of("device")} onChange={set("device")} />
      <SelectField
        label="Reason"
        all="Any reason"
        value={chosen}
        choices={known.map(({ code, messages }) => ({
          value: code,
          label: `${code} (${messages.toLocaleString("en")})`,
        }))}
        onChange={set("code")}
      />
      <SelectField label="State" all="Any state" value={of("state")} choices={STATES} onChange={set("state")} />
      <SelectField label="Received" all="Any time" value={of("age")} choices={AGES} onChange={set("age")} />
      <span role="status" className="text-ink-faint text-sm">
        {count(
          codes.reduce((sum, { messages }) => sum + messages, 0),
          "message",
        )}
      </span>
    </div>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const [, setAddress] = useAddressBar();
  return isFiltered ? (
    <EmptyState
      title="No message in quarantine matches"
      action={
        <button
          type="button"
          className="link"
          onClick={() => setAddress({ device: null, code: null, age: null, state: null })}
        >
          Clear the filters
        </button>
      }
    />
  ) : (
    <EmptyState title="Nothing is in quarantine">
      A message that cannot be read, or that names a device which is not attached to its sender, is kept here with the
      reason instead of being dropped.
    </EmptyState>
  );
}
