import { type Bucket, plotted, type Series } from "./series";

type Cell = number | null | undefined;

/** Columns of one line, side by side. `null` breaks the line; `undefined` only means "no row of this line here". */
export type Columns = {
  readonly times: readonly number[];
  /** Drawn solid. */
  readonly good: readonly Cell[];
  /** Drawn dashed: the uncertain rows and the ends of the strokes that lead to them. */
  readonly uncertain: readonly Cell[];
  readonly low: readonly Cell[];
  readonly high: readonly Cell[];
  /** Times of bad rows, drawn as ticks on the axis. */
  readonly bad: readonly number[];
};

type Row = { readonly t: number; readonly bucket: Bucket | null };

/** Splits a series by quality and breaks it at its gaps. Pure; the buckets must be in order of time. */
export function shapeSeries(series: Series): Columns {
  const rows = withGaps(series);
  const height = ({ bucket }: Row) => {
    if (bucket === null) return null;
    // A bad reading has no height; a bucket with some bad readings has the mean of the others.
    return bucket.quality === "bad" ? (series.raw ? null : bucket.mean) : plotted(bucket, series.raw);
  };
  const heights = rows.map(height);
  const isUncertain = (index: number) => heights[index] !== null && rows[index]?.bucket?.quality === "uncertain";
  const band = (pick: (bucket: Bucket) => number | null) =>
    rows.map(({ bucket }, index) => (bucket === null || heights[index] === null ? null : pick(bucket)));
  return {
    times: rows.map(({ t }) => t),
    good: heights.map((value, index) => (isUncertain(index) ? null : value)),
    uncertain: heights.map((value, index) =>
      isUncertain(index) || isUncertain(index - 1) || isUncertain(index + 1) ? value : null,
    ),
    low: band(({ min }) => min),
    high: band(({ max }) => max),
    bad: rows.flatMap(({ t, bucket }) => (bucket?.quality === "bad" ? [t] : [])),
  };
}

/** A row without a bucket in the middle of every gap that lies between two buckets. */
function withGaps({ buckets, gaps }: Series): Row[] {
  const rows: Row[] = buckets.map((bucket) => ({ t: bucket.t, bucket }));
  for (const { from, to } of gaps) rows.push({ t: (from + to) / 2, bucket: null });
  return rows.sort((one, other) => one.t - other.t);
}

/** Puts lines with different times onto one axis, as uPlot takes them: `[times, ...cells of every column]`. */
export function alignColumns(
  tables: readonly { readonly times: readonly number[]; readonly columns: readonly (readonly Cell[])[] }[],
): [number[], ...Cell[][]] {
  const times = [...new Set(tables.flatMap((table) => table.times))].sort((one, other) => one - other);
  const rowOf = new Map(times.map((time, row) => [time, row]));
  const cells = tables.flatMap(({ times: own, columns }) =>
    columns.map((column) => {
      const aligned: Cell[] = new Array(times.length).fill(undefined);
      own.forEach((time, index) => {
        aligned[rowOf.get(time) ?? 0] = column[index];
      });
      return aligned;
    }),
  );
  return [times, ...cells];
}

/** Moves labels apart so that none overlaps: returns the heights in the order given, at least `gap` apart, within `limit`. */
export function spreadLabels(wanted: readonly number[], gap: number, limit: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((one, other) => one.y - other.y);
  let floor = Number.NEGATIVE_INFINITY;
  for (const label of order) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  let ceiling = limit;
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - gap;
  }
  const placed: number[] = new Array(wanted.length).fill(0);
  for (const { y, index } of order) placed[index] = y;
  return placed;
}
