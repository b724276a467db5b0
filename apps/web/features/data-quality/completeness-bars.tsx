"use client";
import { HatchedBars } from "@outstation/ui/chart/hatched-bars";
import { count } from "@outstation/ui/format/numbers";
import { fullTime } from "@outstation/ui/format/times";
import { type Bucket, percentOf, percentText } from "./buckets";

/**
 * A bar for each hour or day: what came, and hatched above it what did not; where nothing was due there is nothing.
 * @param props.isCounted false: nothing is numbered, and a bar is as high as there were messages.
 */
export function CompletenessBars(props: {
  buckets: readonly Bucket[];
  unit: "hour" | "day";
  timeZone: string;
  isCounted: boolean;
}) {
  const { buckets, unit, timeZone, isCounted } = props;
  const most = Math.max(1, ...buckets.map(({ carried }) => carried));
  const bars = buckets.map(({ from, received, missing, carried }) => {
    const due = received + missing;
    if (!isCounted) return { from, filled: carried / most, hatched: 0 };
    return due === 0 ? { from, filled: 0, hatched: 0 } : { from, filled: received / due, hatched: missing / due };
  });
  return (
    <HatchedBars
      label={isCounted ? "Completeness by time" : "Messages by time"}
      hint={isCounted ? "Hatched: missing. Nothing drawn: nothing was due." : "Nothing drawn: nothing came."}
      {...{ bars, unit, timeZone }}
      read={(index) => sentence(buckets[index], timeZone, isCounted)}
    />
  );
}

function sentence(bucket: Bucket | undefined, timeZone: string, isCounted: boolean): string {
  if (bucket === undefined) return "";
  const when = fullTime(bucket.from, timeZone);
  if (!isCounted) return `From ${when}: ${count(bucket.carried, "message")}`;
  const percent = percentOf(bucket);
  if (percent === null) return `From ${when}: nothing was due`;
  const missing = bucket.missing === 0 ? "none missing" : `${count(bucket.missing, "message")} missing`;
  return `From ${when}: ${percentText(percent)}, ${count(bucket.received, "message")} received, ${missing}`;
}
