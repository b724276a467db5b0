import uPlot from "uplot";
import { formatNumber } from "../format/numbers";
import { drawBadTicks, drawLineLabels } from "./plot-draw";
import type { PlotLine } from "./plot-line";
import { TIME_STEPS_MS, timeLabels } from "./time-axis";
import type { Colours } from "./use-colours";

/** Every line takes four columns of the data: solid, dashed, upper and lower edge of its band. */
export const COLUMNS_PER_LINE = 4;
const LABEL_ROOM_PX = 140;
const FONT = '11px "Inter Variable", sans-serif';

export type PlotSetup = {
  readonly lines: readonly PlotLine[];
  readonly width: number;
  readonly height: number;
  readonly timeZone: string;
  readonly colours: Colours;
  /** Room for names at the right end of the lines; narrow screens have none. */
  readonly hasLabels: boolean;
  readonly latest: () => readonly PlotLine[];
  readonly onCursor: (at: number | null) => void;
};

/** uPlot's options for one panel: thin lines, hairline grid, no legend, the cursor reported in Unix milliseconds. */
export function plotOptions(setup: PlotSetup): uPlot.Options {
  const { lines, colours } = setup;
  return {
    width: setup.width,
    height: setup.height,
    ms: 1,
    legend: { show: false },
    padding: [8, setup.hasLabels ? LABEL_ROOM_PX : 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: true, auto: false }, y: { range: (_, low, high) => yRange(low, high, lines) } },
    axes: [timeAxis(setup), valueAxis(setup)],
    series: [{}, ...lines.flatMap((line) => lineSeries(line, colours.series[line.hue] ?? colours.ink))],
    bands: lines.flatMap((line, index) => {
      const first = 1 + index * COLUMNS_PER_LINE;
      const fill = (colours.series[line.hue] ?? colours.ink).replace("rgb(", "rgba(").replace(")", ", 0.14)");
      return line.raw ? [] : [{ series: [first + 2, first + 3] as [number, number], fill }];
    }),
    hooks: {
      draw: [
        (plot) => {
          drawBadTicks(plot, setup.latest(), colours);
          if (setup.hasLabels) drawLineLabels(plot, setup.latest(), colours, FONT);
        },
      ],
      setCursor: [
        (plot) => {
          const left = plot.cursor.left ?? -1;
          setup.onCursor(left < 0 ? null : plot.posToVal(left, "x"));
        },
      ],
    },
  };
}

function lineSeries(line: PlotLine, stroke: string): uPlot.Series[] {
  const paths = line.isBoolean ? { paths: uPlot.paths.stepped?.({ align: 1 }) ?? (() => null) } : {};
  const points = { show: true, size: 3, fill: stroke, stroke, filter: isolated };
  const edge: uPlot.Series = { width: 0, points: { show: false } };
  return [
    { stroke, width: 1.25, points, ...paths },
    { stroke, width: 1.25, dash: [4, 3], points, ...paths },
    edge,
    edge,
  ];
}

/** Rows that stand alone between two breaks: a line would not show them, so they get a dot. */
function isolated(plot: uPlot, seriesIndex: number): number[] {
  const column = plot.data[seriesIndex] as readonly (number | null | undefined)[];
  const alone: number[] = [];
  let before: number | null = null;
  let candidate = -1;
  column.forEach((value, row) => {
    if (value === undefined) return;
    if (value === null) {
      if (candidate >= 0) alone.push(candidate);
      candidate = -1;
    } else candidate = before === null ? row : -1;
    before = value;
  });
  if (candidate >= 0) alone.push(candidate);
  return alone;
}

/** A flat line lies in the middle; noise of the last digit does not fill the panel. */
function yRange(low: number | null, high: number | null, lines: readonly PlotLine[]): [number, number] {
  if (lines.every(({ isBoolean }) => isBoolean)) return [-0.15, 1.15];
  if (low === null || high === null) return [0, 1];
  const digits = Math.max(...lines.map(({ decimals }) => decimals ?? 3));
  const span = Math.max(high - low, 10 ** -digits * 8);
  const middle = (low + high) / 2;
  return [middle - span * 0.56, middle + span * 0.56];
}

function timeAxis({ colours, timeZone }: PlotSetup): uPlot.Axis {
  return {
    stroke: colours["ink-faint"],
    font: FONT,
    size: 34,
    gap: 4,
    space: 72,
    incrs: TIME_STEPS_MS,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
    values: (_, ticks, __, ___, step) => timeLabels(ticks, step, timeZone),
  };
}

function valueAxis({ colours, lines }: PlotSetup): uPlot.Axis {
  const isBoolean = lines.every((line) => line.isBoolean);
  return {
    stroke: colours["ink-faint"],
    font: FONT,
    gap: 6,
    space: 28,
    size: (_, labels) => Math.max(40, 14 + 6.5 * Math.max(0, ...(labels ?? []).map((label) => label.length))),
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
    ...(isBoolean ? { splits: () => [0, 1] } : {}),
    values: (_, ticks, __, ___, step) =>
      isBoolean
        ? ticks.map((tick) => (tick === 0 ? "off" : "on"))
        : ticks.map((tick) => formatNumber(tick, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)))),
  };
}
