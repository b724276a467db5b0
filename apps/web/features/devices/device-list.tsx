"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { DataTable } from "@outstation/ui/data/data-table";
import { BUTTON_PLAIN, BUTTON_PRIMARY } from "@outstation/ui/form/button";
import { SearchField } from "@outstation/ui/form/search-field";
import { SelectField } from "@outstation/ui/form/select-field";
import { count } from "@outstation/ui/format/numbers";
import { useShellSite } from "@outstation/ui/shell/shell-site";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { NoDevices } from "../overview/no-devices";
import { useMay } from "../shell/me";
import { BulkBar } from "./bulk-bar";
import { DEVICE_COLUMNS } from "./device-columns";
import { type DeviceFilter, filterDevices, parseSort, sortDevices, spellSort } from "./device-query";
import { type DeviceRow, type DeviceState, stateWord } from "./device-state";
import { selectColumn } from "./select-column";

const REFRESH_MS = 5000;
const STATES: readonly DeviceState[] = ["connected", "stale", "disconnected", "never_seen"];

/** Every device of the tenant; filters, search and order are in the address bar. */
export function DeviceList() {
  const devices = useQuery(useTRPC().devices.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h1 className="font-semibold text-xl">Devices</h1>
        <Add />
      </div>
      {devices.error && <CallErrorNote error={devices.error} onRetry={() => devices.refetch()} />}
      {devices.isPending && <SkeletonRows rows={8} />}
      {devices.data?.length === 0 && <NoDevices />}
      {devices.data && devices.data.length > 0 && <Filtered devices={devices.data} />}
    </div>
  );
}

function Add() {
  if (!useMay("devices.write")) return null;
  return (
    <span className="flex gap-2">
      <Link href="/devices/import" className={BUTTON_PLAIN}>
        Import
      </Link>
      <Link href="/devices/new" className={BUTTON_PRIMARY}>
        Add a device
      </Link>
    </span>
  );
}

function Filtered({ devices }: { devices: readonly DeviceRow[] }) {
  const [address, setAddress] = useAddressBar();
  const of = (name: keyof DeviceFilter) => address.get(name) ?? "";
  const set = (name: keyof DeviceFilter) => (value: string) => setAddress({ [name]: value === "" ? null : value });
  const sort = parseSort(address.get("sort"));
  const found = filterDevices(devices, { find: of("find"), site: of("site"), state: of("state"), type: of("type") });
  const sites = [...new Map(devices.flatMap(({ site }) => (site ? [[site.id, site.name] as const] : [])))];
  const types = [...new Set(devices.map(({ type }) => type))].sort();
  const mayRetire = useMay("devices.retire");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // What is filtered away is not acted on.
  const acting = found.filter(({ key }) => selected.has(key));
  useShellSite(sites.find(([id]) => id === of("site"))?.[1] ?? null);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <SearchField label="Search devices" value={of("find")} onChange={set("find")} />
        <SelectField
          label="Site"
          all="All sites"
          value={of("site")}
          choices={sites.map(([value, label]) => ({ value, label }))}
          onChange={set("site")}
        />
        <SelectField
          label="State"
          all="Any state"
          value={of("state")}
          choices={STATES.map((value) => ({ value, label: stateWord(value) }))}
          onChange={set("state")}
        />
        <SelectField
          label="Type"
          all="Any type"
          value={of("type")}
          choices={types.map((value) => ({ value, label: value }))}
          onChange={set("type")}
        />
        <span className="text-ink-faint text-sm" role="status">
          {found.length === devices.length
            ? count(devices.length, "device")
            : `${found.length} of ${count(devices.length, "device")}`}
        </span>
      </div>
      {acting.length > 0 && <BulkBar devices={acting} onDone={() => setSelected(new Set())} />}
      {found.length === 0 ? (
        <EmptyState
          title="No device matches these filters"
          action={
            <button
              type="button"
              className="link"
              onClick={() => setAddress({ find: null, site: null, state: null, type: null })}
            >
              Clear the filters
            </button>
          }
        />
      ) : (
        <DataTable
          label="Devices"
          rows={sortDevices(found, sort)}
          rowKey={({ key }) => key}
          rowTestId={({ key }) => `device-row-${key}`}
          columns={
            mayRetire
              ? [selectColumn({ rows: found, selected, onChange: setSelected }), ...DEVICE_COLUMNS]
              : DEVICE_COLUMNS
          }
          isSelected={({ key }) => selected.has(key)}
          sort={sort}
          onSort={(next) => setAddress({ sort: spellSort(next) })}
        />
      )}
    </>
  );
}
