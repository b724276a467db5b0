"use client";
import { useTRPC } from "@outstation/hall/client";
import { CopyText } from "@outstation/ui/form/copy-text";
import { count, formatBytes, formatNumber } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Fact, Facts } from "../devices/facts";
import { DriftMark } from "./drift-mark";
import type { PackageView } from "./edge-package";

const HASH_SHOWN = 12;
type Shown = { readonly deviceKey: string; readonly view: PackageView; readonly timeZone: string };

/** What should run, what runs, since when they differ, and what it costs. */
export function PackageFacts({ deviceKey, view, timeZone }: Shown) {
  const { desired, reported, drift, forecast } = view;
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-3">
      <Facts title="Should run">
        <Fact name="Version">
          {desired.version} <Hash sha256={desired.sha256} />
        </Fact>
        <Fact name="Published">
          <TimeAgo at={desired.createdAt} timeZone={timeZone} />
        </Fact>
        <Fact name="By">{desired.createdBy ?? "the platform"}</Fact>
        {desired.note && <p className="py-1 text-ink-soft text-sm">{desired.note}</p>}
      </Facts>
      <Facts title="Runs">
        <Fact name="State">
          <DriftMark state={drift.state} />
        </Fact>
        <Fact name="Since">
          <TimeAgo at={drift.since} timeZone={timeZone} />
        </Fact>
        <Fact name="Version">
          {reported === null ? "–" : reported.version} {reported?.sha256 && <Hash sha256={reported.sha256} />}
        </Fact>
        <Build deviceKey={deviceKey} />
        {drift.reason !== null && <p className="break-words py-1 text-sm">{drift.reason}</p>}
      </Facts>
      {forecast && (
        <Facts title="Forecast">
          <ForecastFacts forecast={forecast} />
          <Fact name="Reads">{`${count(desired.sources, "source")}, ${count(desired.points, "point")}`}</Fact>
        </Facts>
      )}
    </div>
  );
}

export function ForecastFacts({ forecast }: { forecast: NonNullable<PackageView["forecast"]> }): ReactNode {
  return (
    <>
      <Fact name="Data">
        <StateMark tone={forecast.isOverBudget ? "warning" : "normal"}>
          <span className="whitespace-normal">{forecast.sentence}</span>
        </StateMark>
      </Fact>
      <Fact name="Readings a day">{formatNumber(forecast.readingsPerDay, 0)}</Fact>
      <Fact name="Disk for 72 h without the platform">{formatBytes(forecast.diskBytesPerHour * 72)}</Fact>
    </>
  );
}

const Hash = ({ sha256 }: { sha256: string }) => (
  <span className="font-mono text-ink-faint text-xs" title={sha256}>
    {sha256.slice(0, HASH_SHOWN)}
  </span>
);

const KINDS = { standard: "standard", readonly: "read-only" } as const;

/** Which build it says it is: a read-only one cannot write to a machine, whatever a package says. */
function Build({ deviceKey }: { deviceKey: string }) {
  const build = useQuery(useTRPC().edgePackages.build.queryOptions({ key: deviceKey }));
  if (!build.data) return null;
  const { kind, isSigned, sha256 } = build.data;
  return (
    <>
      <Fact name="Build">
        <StateMark tone={isSigned ? "normal" : "critical"}>
          {isSigned ? `${KINDS[kind]}, signed by the gateway` : `${KINDS[kind]}, signature does not hold`}
        </StateMark>
      </Fact>
      <Fact name="Its file">
        <CopyText text={sha256.slice(0, HASH_SHOWN)} what="hash" />
      </Fact>
    </>
  );
}
