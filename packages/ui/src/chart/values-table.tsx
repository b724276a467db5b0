"use client";
import { useState } from "react";
import { formatValue } from "../format/numbers";
import { fullTime } from "../format/times";
import { unitLabel } from "../format/units";
import { type Bucket, bucketAt, plotted, type Series } from "../series/series";

const ROWS_MAX = 60;

/** The chart's values as a table, newest first, thinned evenly to at most 60 rows. */
export function ValuesTable({ series, timeZone }: { series: readonly Series[]; timeZone: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="text-sm">
      <summary className="w-fit cursor-pointer text-ink-soft hover:text-ink">Values as a table</summary>
      {open && <Rows series={series} timeZone={timeZone} />}
    </details>
  );
}

function Rows({ series, timeZone }: { series: readonly Series[]; timeZone: string }) {
  const times = [...new Set(series.flatMap(({ buckets }) => buckets.map(({ t }) => t)))].sort(
    (one, other) => other - one,
  );
  const every = Math.max(1, Math.ceil(times.length / ROWS_MAX));
  const shown = times.filter((_, index) => index % every === 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label="Values" tabIndex={0} className="mt-2 max-h-72 overflow-auto rounded-md border border-line">
      <table className="w-full border-collapse">
        <thead>
          <tr className="text-left text-ink-soft">
            <th scope="col" className="sticky top-0 bg-surface px-3 py-1 font-normal">
              Time
            </th>
            {series.map(({ point, unit }) => (
              <th key={point} scope="col" className="sticky top-0 bg-surface px-3 py-1 text-right font-normal">
                {point} <span className="text-ink-faint">{unitLabel(unit)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((time) => (
            <tr key={time} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap px-3 py-1 text-left font-normal">
                {fullTime(time, timeZone)}
              </th>
              {series.map((one) => (
                <td key={one.point} className="px-3 py-1 text-right">
                  {cellText(one, bucketAt(one, time))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {every > 1 && (
        <p className="border-line border-t px-3 py-1 text-ink-faint">
          Every {every}th row of {times.length}.
        </p>
      )}
    </section>
  );
}

function cellText(series: Series, bucket: Bucket | null): string {
  if (bucket === null) return "";
  const value = typeof bucket.last === "number" ? plotted(bucket, series.raw) : bucket.last;
  const text = formatValue(value, series.decimals);
  return bucket.quality === "good" ? text : `${text} (${bucket.quality})`;
}
