import { shortDate } from "@outstation/ui/format/times";

const HOUR = 3_600_000;

export type Hour = {
  readonly hour: number;
  readonly received: number;
  readonly missing: number;
  readonly carried: number;
};
/** One bar: an hour, or a day of the site. */
export type Bucket = {
  readonly from: number;
  readonly to: number;
  readonly received: number;
  readonly missing: number;
  readonly carried: number;
};

/** Lays hours out over a period: those without anything are there too, empty. Days begin at midnight in the zone. */
export function toBuckets(
  hours: readonly Hour[],
  range: { readonly from: number; readonly to: number },
  unit: "hour" | "day",
  timeZone: string,
): Bucket[] {
  const known = new Map(hours.map((hour) => [hour.hour, hour]));
  const buckets: Bucket[] = [];
  let date = "";
  for (let from = Math.floor(range.from / HOUR) * HOUR; from < range.to; from += HOUR) {
    const { received = 0, missing = 0, carried = 0 } = known.get(from) ?? {};
    const last = buckets.at(-1);
    const day = unit === "day" ? shortDate(from, timeZone) : String(from);
    if (last === undefined || day !== date) buckets.push({ from, to: from + HOUR, received, missing, carried });
    else
      buckets[buckets.length - 1] = {
        from: last.from,
        to: from + HOUR,
        received: last.received + received,
        missing: last.missing + missing,
        carried: last.carried + carried,
      };
    date = day;
  }
  return buckets;
}

/** `99.98 %`: rounded down, so that only what is complete reads 100. */
export function percentText(percent: number | null): string {
  if (percent === null) return "–";
  if (percent === 100) return "100 %";
  return `${(Math.floor(percent * 100) / 100).toFixed(2)} %`;
}

export const percentOf = ({ received, missing }: Pick<Bucket, "received" | "missing">): number | null => {
  if (received + missing === 0) return null;
  return missing === 0 ? 100 : Math.min(99.99, (received / (received + missing)) * 100);
};
