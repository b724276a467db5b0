"use client";
import { type KeyboardEvent, useId, useState } from "react";
import { shortDate, shortTime, zoneLabel } from "../format/times";
import { useWidth } from "./use-width";

const HEIGHT = 96;
const LABEL_PX = 88;
/** What is hatched is seen, however little it is. */
const HATCHED_PX_MIN = 4;

export type HatchedBar = {
  /** Unix milliseconds. */
  readonly from: number;
  /** Shares of the full height, 0 to 1; nothing is drawn where both are 0. */
  readonly filled: number;
  readonly hatched: number;
};

/**
 * Bars side by side over time: what there is, filled from below, and what is missing, hatched from above. Arrow keys read the
 * bars one by one, Home and End go to the edges.
 * @param read what a bar says, in a sentence.
 */
export function HatchedBars(props: {
  label: string;
  hint: string;
  bars: readonly HatchedBar[];
  unit: "hour" | "day";
  timeZone: string;
  read: (index: number) => string;
}) {
  const { bars, read, timeZone } = props;
  const [place, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const hintId = useId();
  const last = Math.max(0, bars.length - 1);
  const step = width / Math.max(1, bars.length);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(event.key, at, last);
    if (next === undefined) return;
    event.preventDefault();
    setAt(next);
  };
  return (
    <div className="flex flex-col gap-1">
      <p className="min-h-5 text-ink-soft text-sm">{at === null ? "" : read(at)}</p>
      <div
        ref={place}
        role="slider"
        tabIndex={0}
        aria-label={props.label}
        aria-describedby={hintId}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={at ?? last}
        aria-valuetext={bars.length === 0 ? "" : read(at ?? last)}
        onKeyDown={onKeyDown}
        onBlur={() => setAt(null)}
        onPointerMove={(event) => {
          const { left } = event.currentTarget.getBoundingClientRect();
          setAt(Math.min(last, Math.max(0, Math.floor((event.clientX - left) / step))));
        }}
        onPointerLeave={() => setAt(null)}
      >
        <Drawing bars={bars} unit={props.unit} timeZone={timeZone} width={width} step={step} at={at} />
      </div>
      <div className="flex flex-wrap justify-between gap-x-4 text-ink-faint text-xs">
        <span id={hintId}>{props.hint} Arrow keys read the bars.</span>
        <span suppressHydrationWarning>Time in {zoneLabel(bars.at(-1)?.from ?? 0, timeZone)}</span>
      </div>
    </div>
  );
}

function Drawing(props: {
  bars: readonly HatchedBar[];
  unit: "hour" | "day";
  timeZone: string;
  width: number;
  step: number;
  at: number | null;
}) {
  const { bars, unit, timeZone, width, step, at } = props;
  const hatchId = useId();
  const every = Math.max(1, Math.ceil(LABEL_PX / Math.max(1, step)));
  const labelled = bars.flatMap(({ from }, index) =>
    index % every === 0 && index * step + LABEL_PX / 2 < width ? [{ from, x: index * step + 2 }] : [],
  );
  return (
    <svg width={width} height={HEIGHT + 34} aria-hidden="true" className="block">
      <defs>
        <pattern id={hatchId} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--surface)" />
          <rect width="2" height="5" fill="var(--warning)" />
        </pattern>
      </defs>
      {bars.map((bar, index) => (
        <Bar key={bar.from} bar={bar} hatchId={hatchId} x={index * step} width={step} isRead={index === at} />
      ))}
      <line x1="0" x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} stroke="var(--line-strong)" />
      {labelled.map(({ from, x }) => (
        <text key={from} x={x} y={HEIGHT + 15} fontSize="11" fill="var(--ink-faint)">
          <tspan>{unit === "day" ? shortDate(from, timeZone) : shortTime(from, timeZone)}</tspan>
          {unit === "hour" && (
            <tspan x={x} dy="14">
              {shortDate(from, timeZone)}
            </tspan>
          )}
        </text>
      ))}
    </svg>
  );
}

function Bar(props: { bar: HatchedBar; hatchId: string; x: number; width: number; isRead: boolean }) {
  const { bar, hatchId, x, width, isRead } = props;
  const gap = width > 6 ? 1 : 0.25;
  const place = { x: x + gap, width: Math.max(0.5, width - 2 * gap) };
  const hatched = bar.hatched > 0 ? Math.max(HATCHED_PX_MIN, bar.hatched * HEIGHT) : 0;
  const filled = Math.min(bar.filled * HEIGHT, HEIGHT - hatched);
  return (
    <>
      {isRead && <rect x={x} width={width} y="0" height={HEIGHT} fill="var(--accent-ground)" />}
      {filled > 0 && <rect {...place} y={HEIGHT - filled} height={filled} fill="var(--series-6)" opacity="0.55" />}
      {hatched > 0 && <rect {...place} y="0" height={hatched} fill={`url(#${hatchId})`} />}
    </>
  );
}

/** Where a key moves the reading; undefined for a key that is not ours. */
function moved(key: string, at: number | null, last: number): number | null | undefined {
  if (key === "ArrowLeft") return at === null ? last : Math.max(0, at - 1);
  if (key === "ArrowRight") return Math.min(last, (at ?? last) + 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  return key === "Escape" ? null : undefined;
}
