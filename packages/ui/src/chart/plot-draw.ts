import uPlot from "uplot";
import { spreadLabels } from "../series/shape";
import type { PlotLine } from "./plot-line";
import type { Colours } from "./use-colours";

const TICK_PX = 6;
const LABEL_STEP_PX = 14;

/** Bad readings as ticks on the time axis: they have a time and no value one should read. */
export function drawBadTicks(plot: uPlot, lines: readonly PlotLine[], colours: Colours): void {
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  ctx.save();
  ctx.fillStyle = colours.critical;
  for (const { columns } of lines)
    for (const time of columns.bad) {
      const x = plot.valToPos(time, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.fillRect(x - scale, bbox.top + bbox.height - TICK_PX * scale, 2 * scale, TICK_PX * scale);
    }
  ctx.restore();
}

/** The name of each line at its right end, moved apart where they would overlap. */
export function drawLineLabels(plot: uPlot, lines: readonly PlotLine[], colours: Colours, font: string): void {
  const { ctx, bbox } = plot;
  const scale = uPlot.pxRatio;
  const ends = lines.map(({ columns }) => lastHeight(columns));
  const wanted = ends.map((height) => (height === null ? bbox.top : plot.valToPos(height, "y", true)));
  const placed = spreadLabels(wanted, LABEL_STEP_PX * scale, bbox.top + bbox.height);
  ctx.save();
  ctx.font = font.replace(/^(\d+)px/, (_, size) => `${Number(size) * scale}px`);
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const left = bbox.left + bbox.width + 8 * scale;
  lines.forEach((line, index) => {
    if (ends[index] === null) return;
    ctx.fillStyle = colours.series[line.hue] ?? colours.ink;
    ctx.fillText(fit(ctx, line.label, ctx.canvas.width - left), left, placed[index] ?? 0);
  });
  ctx.restore();
}

function lastHeight({ good, uncertain }: PlotLine["columns"]): number | null {
  for (let row = good.length - 1; row >= 0; row--) {
    const height = good[row] ?? uncertain[row];
    if (height !== null && height !== undefined) return height;
  }
  return null;
}

function fit(ctx: CanvasRenderingContext2D, label: string, room: number): string {
  if (ctx.measureText(label).width <= room) return label;
  let kept = label;
  while (kept.length > 1 && ctx.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept}…`;
}
