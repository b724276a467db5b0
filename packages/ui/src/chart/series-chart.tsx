"use client";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { zoneLabel } from "../format/times";
import { unitLabel } from "../format/units";
import { bucketAt, isDrawable, type Series } from "../series/series";
import { shapeSeries } from "../series/shape";
import { Plot } from "./plot";
import type { PlotLine } from "./plot-line";
import { Readout, readoutText } from "./readout";
import { ValuesTable } from "./values-table";

const PANEL_PX = 220;
/** On and off need no height. */
const BOOLEAN_PANEL_PX = 96;
const HUES = 6;

type Panel = { readonly key: string; readonly unit: string; readonly lines: PlotLine[] };

/**
 * Series over time, one panel per unit, one cursor for all. Arrow keys move the cursor from reading to reading
 * (Shift: ten), Home and End to the edges; the table below holds the same values for those who do not see the lines.
 * @param from,to Edges of the time axis in Unix milliseconds.
 */
export function SeriesChart(props: { series: readonly Series[]; from: number; to: number; timeZone: string }) {
  const { series, from, to, timeZone } = props;
  const [cursorAt, setCursorAt] = useState<number | null>(null);
  const hintId = useId();
  const panels = useMemo(() => panelsOf(series), [series]);
  const texts = series.filter((one) => !isDrawable(one));
  const names = series.map(({ point }) => point).join(", ");

  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event, series, cursorAt, from, to);
    if (next === undefined) return;
    event.preventDefault();
    setCursorAt(next);
  };

  return (
    <div className="flex flex-col gap-2">
      <Readout series={series} at={cursorAt} timeZone={timeZone} />
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Chart of ${names}`}
        aria-describedby={hintId}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={cursorAt ?? to}
        aria-valuetext={readoutText(series, cursorAt, timeZone)}
        onKeyDown={onKeyDown}
        onBlur={() => setCursorAt(null)}
        className="flex flex-col gap-1"
      >
        {panels.map(({ key, unit, lines }) => (
          <div key={key}>
            {unit !== "" && <div className="px-1 text-ink-faint text-xs">{unit}</div>}
            <Plot
              {...{ lines, from, to, timeZone, cursorAt }}
              height={key === "boolean" ? BOOLEAN_PANEL_PX : PANEL_PX}
              onCursor={setCursorAt}
            />
          </div>
        ))}
      </div>
      <div className="flex flex-wrap justify-between gap-x-4 text-ink-faint text-xs">
        <span id={hintId}>Arrow keys read the values one by one.</span>
        <span>Time in {zoneLabel(to, timeZone)}</span>
      </div>
      {texts.length > 0 && (
        <p className="text-ink-soft text-sm">
          Text values are in the table: {texts.map(({ point }) => point).join(", ")}.
        </p>
      )}
      <ValuesTable series={series} timeZone={timeZone} />
    </div>
  );
}

function panelsOf(series: readonly Series[]): Panel[] {
  const panels = new Map<string, Panel>();
  series.forEach((one, index) => {
    if (!isDrawable(one)) return;
    const isBoolean = one.kind === "boolean";
    const key = isBoolean ? "boolean" : (one.unit ?? "");
    const panel = panels.get(key) ?? { key, unit: isBoolean ? "" : unitLabel(one.unit), lines: [] };
    panels.set(key, panel);
    const { point: label, decimals, raw } = one;
    panel.lines.push({ label, decimals, raw, isBoolean, hue: index % HUES, columns: shapeSeries(one) });
  });
  return [...panels.values()];
}

/** Where a key moves the cursor; undefined for a key that is not ours. */
function moved(event: KeyboardEvent, series: readonly Series[], at: number | null, from: number, to: number) {
  const times = series[0]?.buckets.filter(({ t }) => t >= from && t <= to).map(({ t }) => t) ?? [];
  const last = times.length - 1;
  const nearest = series[0] && at !== null ? bucketAt(series[0], at) : null;
  const here = nearest === null ? last : times.indexOf(nearest.t);
  const step = event.shiftKey ? 10 : 1;
  switch (event.key) {
    case "ArrowLeft":
      return times[Math.max(0, at === null ? last : here - step)] ?? null;
    case "ArrowRight":
      return times[Math.min(last, here + step)] ?? null;
    case "Home":
      return times[0] ?? null;
    case "End":
      return times[last] ?? null;
    case "Escape":
      return null;
    default:
      return undefined;
  }
}
