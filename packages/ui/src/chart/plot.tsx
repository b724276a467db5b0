"use client";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import { alignColumns } from "../series/shape";
import type { PlotLine } from "./plot-line";
import { plotOptions } from "./plot-options";
import { useColours } from "./use-colours";
import { useWidth } from "./use-width";

const LABELS_FROM_PX = 640;
/** On a wall screen a panel is half as high again, so that slopes stay readable. */
const TALL_FROM_PX = 1800;

/** One panel: lines that share a unit. The cursor is given and reported in Unix milliseconds, so that panels move together. */
export function Plot(props: {
  lines: readonly PlotLine[];
  from: number;
  to: number;
  timeZone: string;
  height: number;
  cursorAt: number | null;
  onCursor: (at: number | null) => void;
}) {
  const { lines, from, to, timeZone, cursorAt } = props;
  const [holder, width] = useWidth();
  const height = width < TALL_FROM_PX ? props.height : props.height * 1.5;
  const colours = useColours();
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const shape = lines.map(({ label, hue, isBoolean, raw, decimals }) => [label, hue, isBoolean, raw, decimals].join());
  const identity = shape.join("\n");
  const data = useMemo(() => dataOf(lines), [lines]);
  const drawn = useRef(data);
  drawn.current = data;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for all of the lines but their data, which the next effect sets
  useEffect(() => {
    if (holder.current === null || width === 0) return;
    const made = new uPlot(
      plotOptions({
        lines,
        width,
        height,
        timeZone,
        colours,
        hasLabels: width >= LABELS_FROM_PX,
        latest: () => latest.current.lines,
        onCursor: (at) => latest.current.onCursor(at),
      }),
      drawn.current,
      holder.current,
    );
    plot.current = made;
    made.setScale("x", { min: latest.current.from, max: latest.current.to });
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [identity, width, height, timeZone, colours, holder]);

  useEffect(() => {
    const made = plot.current;
    made?.batch(() => {
      made.setData(data, false);
      made.setScale("x", { min: from, max: to });
    });
  }, [data, from, to]);

  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.setCursor({ left: cursorAt === null ? -10 : made.valToPos(cursorAt, "x"), top: 0 }, false);
  }, [cursorAt]);

  return <div ref={holder} style={{ height }} className="w-full overflow-hidden" />;
}

function dataOf(lines: readonly PlotLine[]): uPlot.AlignedData {
  return alignColumns(
    lines.map(({ columns: { times, good, uncertain, high, low } }) => ({
      times,
      columns: [good, uncertain, high, low],
    })),
  );
}
