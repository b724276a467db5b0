"use client";
import { Sparkline } from "@outstation/ui/chart/sparkline";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { SearchField } from "@outstation/ui/form/search-field";
import { count } from "@outstation/ui/format/numbers";
import type { Series } from "@outstation/ui/series/series";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { QualityMark } from "@outstation/ui/state/quality-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useNow } from "@outstation/ui/state/use-now";
import { ValueWithUnit } from "@outstation/ui/state/value-with-unit";
import type { LivePoint } from "./live-points";
import { PointCheckbox } from "./point-checkbox";
import { TRAIL_MS } from "./use-trails";

/** Every point of the device with its value now; the chosen ones are in the chart. */
export function PointTable(props: {
  points: readonly LivePoint[];
  timeZone: string;
  trails: ReadonlyMap<string, Series>;
  chosen: readonly string[];
  onChoose: (points: readonly string[]) => void;
  find: string;
  onFind: (text: string) => void;
}) {
  const { points, chosen, onChoose, find } = props;
  const words = find.toLowerCase().split(/\s+/);
  const found = points.filter(({ name, description }) =>
    words.every((word) => `${name} ${description ?? ""}`.toLowerCase().includes(word)),
  );
  const toggle = (name: string) =>
    onChoose(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return (
    <section aria-labelledby="points" className="flex max-w-[112rem] flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="points" className="mr-2 font-semibold text-lg">
          Points
        </h2>
        <SearchField label="Search points" value={find} onChange={props.onFind} />
        <span role="status" className="text-ink-faint text-sm">
          {found.length === points.length ? count(points.length, "point") : `${found.length} of ${points.length}`}
        </span>
      </div>
      {found.length === 0 ? (
        <EmptyState
          title={`No point is called “${find}”`}
          action={
            <button type="button" className="link" onClick={() => props.onFind("")}>
              Clear the search
            </button>
          }
        />
      ) : (
        <DataTable
          label="Points"
          rows={found}
          rowKey={({ name }) => name}
          isSelected={({ name }) => chosen.includes(name)}
          columns={columnsOf(props, toggle)}
        />
      )}
    </section>
  );
}

type Shown = { timeZone: string; trails: ReadonlyMap<string, Series>; chosen: readonly string[] };

function columnsOf({ timeZone, trails, chosen }: Shown, toggle: (name: string) => void): Column<LivePoint>[] {
  return [
    {
      key: "name",
      header: "Point",
      className: "max-lg:w-full max-lg:max-w-0 whitespace-nowrap",
      cell: ({ name }) => <PointCheckbox name={name} checked={chosen.includes(name)} onToggle={toggle} />,
    },
    {
      key: "description",
      header: "Description",
      from: "lg",
      className: "w-full max-w-0 truncate text-ink-soft",
      cell: ({ description }) => description ?? "",
    },
    {
      key: "value",
      header: "Value",
      align: "right",
      cell: ({ name, unit, decimals, last }) => (
        <>
          {last && last.quality !== "good" && (
            <span className="mr-2 sm:hidden">
              <QualityMark quality={last.quality} />
            </span>
          )}
          <span data-testid={`point-value-${name}`} data-measured-at={last?.measuredAt}>
            <ValueWithUnit value={last?.value} unit={unit} decimals={decimals} />
          </span>
        </>
      ),
    },
    { key: "trail", header: "Last minute", from: "sm", cell: ({ name }) => <Trail series={trails.get(name)} /> },
    {
      key: "quality",
      header: "Quality",
      from: "sm",
      cell: ({ last }) => (last === null ? <span className="text-ink-faint">–</span> : <QualityMark {...last} />),
    },
    {
      key: "asOf",
      header: "As of",
      align: "right",
      from: "sm",
      cell: ({ last }) => <TimeAgo at={last?.measuredAt ?? null} timeZone={timeZone} />,
    },
  ];
}

function Trail({ series }: { series: Series | undefined }) {
  const now = useNow();
  return series === undefined ? null : <Sparkline series={series} from={now - TRAIL_MS} to={now} />;
}
