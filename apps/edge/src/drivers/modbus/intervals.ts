import type { ModbusPoint } from "@outstation/contracts/edge/sources/modbus";
import type { Instant } from "@outstation/kit/clock";
import type { RawReading } from "../driver";
import { counterRange } from "./decode";
import type { PointResult } from "./poll";

/**
 * Intervals are counted in UTC. Every zone's offset is a multiple of a quarter of an hour, before and after a change to
 * summer time too, so that a UTC quarter begins when a quarter begins on the wall: such a night just has 92 or 100 of them.
 */
export type Interval = { readonly start: Instant; readonly end: Instant };

/** What is left of more than a month without a gateway is not worth a row for each quarter. */
const MISSING_MAX_MS = 31 * 24 * 3_600_000;

/** The last boundary at or before an instant. */
export const boundaryBefore = (now: Instant, lengthMs: number): Instant => Math.floor(now / lengthMs) * lengthMs;

/** The intervals that ended after `after`, up to and including the one that ends at `until`, oldest first. */
export function intervalsBetween(after: Instant, until: Instant, lengthMs: number): Interval[] {
  const first = Math.max(after, until - MISSING_MAX_MS) + lengthMs;
  const intervals: Interval[] = [];
  for (let end = first; end <= until; end += lengthMs) intervals.push({ start: end - lengthMs, end });
  return intervals;
}

/** A finished interval that has no value, and why. It is a row of its own, so that nobody takes a hole for a nought. */
export const missingReading = (point: ModbusPoint, interval: Interval, reason: string): RawReading => ({
  ...recordOf(point, interval),
  value: null,
  status: { protocol: "modbus", fault: "interval missing" },
  context: { ...contextOf(interval), missing: reason },
});

/** The value of a latched register, as the meter gave it. */
export const latchedReading = ({ point, value, fault }: PointResult, interval: Interval): RawReading => ({
  ...recordOf(point, interval),
  value,
  status: { protocol: "modbus", fault },
  context: contextOf(interval),
});

/** What a counter moved within the interval. @param before what it showed at the beginning; undefined where nobody read it */
export function differenceReading(
  { point, value, fault }: PointResult,
  interval: Interval,
  before: number | undefined,
): RawReading {
  if (typeof value !== "number") return missingReading(point, interval, fault ?? "the counter has no value");
  if (before === undefined) return missingReading(point, interval, "the counter was not read at the beginning");
  const moved = movedBy(point, before, value);
  if (moved === null) return missingReading(point, interval, "the counter went back");
  return {
    ...recordOf(point, interval),
    value: moved,
    status: { protocol: "modbus", fault: null },
    context: { ...contextOf(interval), counter_from: before, counter_to: value },
  };
}

/** A counter that was close to its end and is small now began again; one that fell from elsewhere was reset. */
function movedBy(point: ModbusPoint, before: number, now: number): number | null {
  if (now >= before) return now - before;
  const range = counterRange(point);
  return range !== null && before >= range * 0.9 && now <= range * 0.1 ? range - before + now : null;
}

const recordOf = (point: ModbusPoint, { end }: Interval) =>
  ({ point: point.name, sourceTime: end, isRecord: true }) as const;

const contextOf = ({ start, end }: Interval) => ({
  interval_start: new Date(start).toISOString(),
  interval_end: new Date(end).toISOString(),
});
