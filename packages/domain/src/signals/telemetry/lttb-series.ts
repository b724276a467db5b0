import { QUALITIES } from "@outstation/contracts/mqtt/reading";
import type { Samples } from "@outstation/db/series/samples";
import { fromStored, type PointKind } from "@outstation/db/series/values";
import { type Bucket, type DownsampledSeries, type DownsampleRange, downsample } from "./downsample";
import { findGaps } from "./find-gaps";
import { lttb } from "./lttb";

const BAD = 2;

/**
 * Readings chosen so that the line keeps its shape, each at its own time and speaking for those since the one before it:
 * their number, and the worst of their qualities. Bad ones and what is no number are never chosen. A point that has no line
 * is given as `downsample` does.
 */
export function lttbSeries(
  kind: PointKind,
  samples: Samples,
  range: DownsampleRange & { readonly buckets: number },
): DownsampledSeries {
  if (kind !== "number" || samples.measuredAt.length <= range.buckets) return downsample(kind, samples, range);
  const usable = Uint32Array.from(samples.measuredAt.keys()).filter(
    (index) => samples.qualities[index] !== BAD && !Number.isNaN(samples.numbers[index]),
  );
  const column = (values: Float64Array) => Float64Array.from(usable, (index) => values[index] as number);
  const chosen = lttb(column(samples.measuredAt), column(samples.numbers), range.buckets);
  let after = 0;
  const buckets = Array.from(chosen, (place, at): Bucket => {
    const index = usable[place] as number;
    // The last one speaks for what comes after it too.
    const end = at === chosen.length - 1 ? samples.measuredAt.length : index + 1;
    const worst = samples.qualities.subarray(after, end).reduce((a, b) => Math.max(a, b), 0);
    const number = samples.numbers[index] as number;
    const bucket = {
      t: samples.measuredAt[index] as number,
      min: number,
      max: number,
      mean: number,
      last: fromStored(kind, number, samples.extras.get(index)),
      quality: QUALITIES[worst] ?? "bad",
      count: end - after,
    };
    after = end;
    return bucket;
  });
  return { raw: false, buckets, gaps: findGaps(samples.measuredAt, range) };
}
