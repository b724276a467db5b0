import type { Reading } from "@outstation/contracts/mqtt/reading";
import { MEASURED_AT_MIN } from "@outstation/contracts/mqtt/telemetry";
import type { Clock } from "@outstation/kit/clock";
import type { RawReading, SourceHealth } from "../drivers/driver";
import { verdictOf } from "./quality";
import { convert, type PointKind } from "./value";

export type NormaliserPoint = { readonly name: string; readonly kind: PointKind; readonly scale?: number };

/** The status of a point whose source can no longer be reached (OPC 10000-4 has the same name for it). */
export const NO_COMMUNICATION = "BadNoCommunication";

/** Turns what one source says into readings worth reporting. Holds the last reading of each of its points. */
export type Normaliser = {
  /**
   * @param onEach is given every reading, also one that is not worth reporting: a limit looks at each of them.
   * @returns the readings that differ from what was last reported of their point.
   */
  accept(raw: readonly RawReading[], onEach?: (reading: Reading) => void): Reading[];
  /** @returns one bad reading for each known point when the source was lost: their last value is true no longer. */
  sourceIs(state: SourceHealth["state"]): Reading[];
  /** @returns the points that were silent for a heartbeat, again, with the time of this check. Nothing while the source is lost. */
  heartbeat(): Reading[];
};

export function createNormaliser(options: {
  readonly points: readonly NormaliserPoint[];
  readonly heartbeatMs: number;
  readonly clock: Clock;
}): Normaliser {
  const { clock, heartbeatMs } = options;
  const points = new Map(options.points.map((point) => [point.name, point]));
  const reported = new Map<string, { readonly reading: Reading; readonly at: number }>();
  let connected = false;

  const report = (reading: Reading): Reading => {
    reported.set(reading.point, { reading, at: clock.now() });
    return reading;
  };

  return {
    accept(raw, onEach) {
      const changed: Reading[] = [];
      for (const item of raw) {
        const point = points.get(item.point);
        if (point === undefined) continue;
        const reading = readingOf(item, point, clock.now());
        onEach?.(reading);
        // It is neither compared with the last one, nor said again, nor untrue once its source is lost.
        if (item.isRecord === true) {
          changed.push(reading);
          continue;
        }
        const last = reported.get(point.name)?.reading;
        if (last === undefined || !saysTheSame(reading, last)) changed.push(report(reading));
      }
      return changed;
    },
    sourceIs(state) {
      const lost = connected && state !== "connected";
      connected = state === "connected";
      if (!lost) return [];
      return [...reported.keys()].map((point) =>
        report({ point, value: null, measuredAt: clock.now(), quality: "bad", status: NO_COMMUNICATION }),
      );
    },
    heartbeat() {
      if (!connected) return [];
      const now = clock.now();
      return [...reported.values()]
        .filter(({ at }) => now - at >= heartbeatMs)
        .map(({ reading }) => report({ ...reading, measuredAt: now }));
    },
  };
}

function readingOf({ point, value, sourceTime, ...said }: RawReading, spec: NormaliserPoint, now: number): Reading {
  const verdict = verdictOf(said.status);
  const converted = convert(value, spec.kind, spec.scale);
  const time = withContext(measuredAt(sourceTime, now), said.context);
  if ("problem" in converted) {
    // The source's own status explains a missing value better than we can.
    return { point, value: null, ...time, quality: "bad", status: verdict.status ?? converted.problem };
  }
  return { point, value: converted.value, ...time, ...verdict };
}

/** A source whose clock was never set would have its whole message refused; its reading carries the gateway's time and says so. */
function measuredAt(sourceTime: number | null, now: number): Pick<Reading, "measuredAt" | "context"> {
  if (sourceTime === null) return { measuredAt: now };
  if (sourceTime >= MEASURED_AT_MIN) return { measuredAt: Math.round(sourceTime) };
  return { measuredAt: now, context: { measured_at_from: "gateway" } };
}

/** What the source says of a reading, and what we do, are kept side by side. */
const withContext = (time: ReturnType<typeof measuredAt>, context: RawReading["context"]) =>
  context === undefined ? time : { ...time, context: { ...context, ...time.context } };

const saysTheSame = (a: Reading, b: Reading): boolean =>
  a.quality === b.quality && a.status === b.status && sameValue(a.value, b.value);

const sameValue = (a: Reading["value"], b: Reading["value"]): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
