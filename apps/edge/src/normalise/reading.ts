import type { Reading } from "@outstation/contracts/mqtt/reading";
import { MEASURED_AT_MIN } from "@outstation/contracts/mqtt/telemetry";
import type { RawReading } from "../drivers/driver";
import { verdictOf } from "./quality";
import type { ToPoint } from "./quantity";
import { convert, type PointKind } from "./value";

/** What a source said of a point, in the point's kind and unit, with the source's time and a quality. */
export function readingOf(
  raw: RawReading,
  spec: { readonly kind: PointKind; readonly toPoint: ToPoint },
  now: number,
): Reading {
  const { point, value, sourceTime, status } = raw;
  const verdict = verdictOf(status);
  const converted = convert(value, spec.kind, spec.toPoint);
  const said = { ...measuredAt(sourceTime, now) };
  const context =
    raw.context === undefined && said.context === undefined ? {} : { context: { ...raw.context, ...said.context } };
  const time = { measuredAt: said.measuredAt };
  if ("problem" in converted) {
    // The source's own status explains a missing value better than we can.
    return { point, value: null, ...time, quality: "bad", status: verdict.status ?? converted.problem, ...context };
  }
  return { point, value: converted.value, ...time, ...verdict, ...context };
}

/** A source whose clock was never set would have its whole message refused; its reading carries the gateway's time and says so. */
function measuredAt(sourceTime: number | null, now: number): Pick<Reading, "measuredAt" | "context"> {
  if (sourceTime === null) return { measuredAt: now };
  if (sourceTime >= MEASURED_AT_MIN) return { measuredAt: Math.round(sourceTime) };
  return { measuredAt: now, context: { measured_at_from: "gateway" } };
}
