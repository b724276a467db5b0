import { isDrawable, type Series } from "../series/series";
import { shapeSeries } from "../series/shape";

const WIDTH = 96;
const HEIGHT = 20;

/** The shape of the last minutes beside a value. It adds nothing a reader of the value misses, so it is hidden from them. */
export function Sparkline({ series, from, to }: { series: Series; from: number; to: number }) {
  if (!isDrawable(series) || to <= from) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  const { times, good, uncertain } = shapeSeries(series);
  const heights = times.map((_, index) => good[index] ?? uncertain[index] ?? null);
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="block">
      <path
        d={pathOf(times, heights, from, to)}
        fill="none"
        stroke="var(--ink-faint)"
        strokeWidth="1"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function pathOf(times: readonly number[], heights: readonly (number | null)[], from: number, to: number): string {
  const known = heights.filter((height) => height !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  let pen = "M";
  let path = "";
  times.forEach((time, index) => {
    const height = heights[index];
    if (height === null || height === undefined || time < from) {
      pen = "M";
      return;
    }
    const x = ((time - from) / (to - from)) * WIDTH;
    const y = span === 0 ? HEIGHT / 2 : HEIGHT - 2 - ((height - low) / span) * (HEIGHT - 4);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return path;
}
