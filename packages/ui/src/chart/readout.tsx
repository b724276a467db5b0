import { formatValue } from "../format/numbers";
import { fullTime, pointInTime } from "../format/times";
import { unitLabel } from "../format/units";
import { type Bucket, bucketAt, plotted, type Series } from "../series/series";
import { QualityMark } from "../state/quality-mark";

const read = (series: Series, at: number | null): Bucket | null =>
  at === null ? (series.buckets.at(-1) ?? null) : bucketAt(series, at);

const valueText = (series: Series, bucket: Bucket | null): string => {
  if (bucket === null) return "no data";
  const value = typeof bucket.last === "number" ? plotted(bucket, series.raw) : bucket.last;
  const unit = typeof value === "number" ? unitLabel(series.unit) : "";
  return unit === "" ? formatValue(value, series.decimals) : `${formatValue(value, series.decimals)} ${unit}`;
};

/** The values at the cursor, or the latest ones: a swatch, the name, the value, and the quality where it is not good. */
export function Readout(props: { series: readonly Series[]; at: number | null; timeZone: string }) {
  const { series, at, timeZone } = props;
  const latest = Math.max(...series.map(({ buckets }) => buckets.at(-1)?.t ?? 0));
  return (
    <div className="flex min-h-10 flex-wrap items-baseline gap-x-4 gap-y-1 text-sm">
      <span className="min-w-44 whitespace-nowrap text-ink-faint">
        {at === null
          ? latest > 0
            ? `as of ${pointInTime(latest, latest, timeZone)}`
            : "no data yet"
          : fullTime(at, timeZone)}
      </span>
      {series.map((one, index) => {
        const bucket = read(one, at);
        return (
          <span key={one.point} className="inline-flex items-baseline gap-1.5">
            <svg viewBox="0 0 12 4" width="12" height="4" className="self-center" aria-hidden="true">
              <rect width="12" height="2" y="1" fill={`var(--series-${(index % 6) + 1})`} />
            </svg>
            <span className="text-ink-soft">{one.point}</span>
            <span className="font-medium">{valueText(one, bucket)}</span>
            {bucket && !one.raw && typeof bucket.min === "number" && bucket.count > 1 && (
              <span className="text-ink-faint">
                {formatValue(bucket.min, one.decimals)} to {formatValue(bucket.max, one.decimals)}
              </span>
            )}
            {bucket && bucket.quality !== "good" && <QualityMark quality={bucket.quality} />}
          </span>
        );
      })}
    </div>
  );
}

/** The read-out as one sentence, for a screen reader. */
export const readoutText = (series: readonly Series[], at: number | null, timeZone: string): string =>
  [
    at === null ? "latest" : fullTime(at, timeZone),
    ...series.map((one) => {
      const bucket = read(one, at);
      return `${one.point} ${valueText(one, bucket)}${bucket && bucket.quality !== "good" ? `, ${bucket.quality}` : ""}`;
    }),
  ].join("; ");
