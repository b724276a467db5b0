import type { Deadband } from "@outstation/contracts/edge/reporting";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import type { Clock } from "@outstation/kit/clock";
import type { RawReading, SourceHealth } from "../drivers/driver";
import { isPast } from "./deadband";
import { type Quantity, quantity, type ToPoint } from "./quantity";
import { readingOf } from "./reading";
import { createSilenceWatch } from "./silence";
import type { PointKind } from "./value";

export type NormaliserPoint = Quantity & {
  readonly name: string;
  readonly kind: PointKind;
  readonly report?: "change" | "every" | undefined;
  readonly deadband?: Deadband | undefined;
  readonly minIntervalMs?: number | undefined;
  readonly silentAfterMs?: number | undefined;
};

/** The status of a point whose source can no longer be reached (OPC 10000-4 has the same name for it). */
export const NO_COMMUNICATION = "BadNoCommunication";
/** The status of a last value that nothing updates any more (of the same name in OPC 10000-8). */
export const LAST_USABLE_VALUE = "UncertainLastUsableValue";

/** Turns what one source says into readings worth reporting. Holds the last reading of each of its points. */
export type Normaliser = {
  /**
   * @param onEach is given every reading, also one that is not worth reporting: a limit looks at each of them.
   * @returns the readings that differ from what was last reported of their point.
   */
  accept(raw: readonly RawReading[], onEach?: (reading: Reading) => void): Reading[];
  /** @returns one bad reading for each known point when the source was lost: their last value is true no longer. */
  sourceIs(state: SourceHealth["state"]): Reading[];
  /**
   * To be called about once a second. Nothing while the source is lost.
   * @returns readings whose interval is over; points that fell silent, as uncertain; and those that were unchanged for a
   * heartbeat, again, with the time of this check.
   */
  heartbeat(): Reading[];
  /** @returns the points that stopped while the source is connected, the longest silent first; `since` in Unix milliseconds. */
  silent(): { readonly point: string; readonly since: number }[];
};

type Point = {
  readonly spec: NormaliserPoint;
  readonly toPoint: ToPoint;
  reported: Reading | null;
  /** When it was reported, by the gateway's clock. */
  at: number;
  /** Too soon to be reported. */
  held: Reading | null;
};

/**
 * @param options.elapsed runs evenly, whatever is done to the time of day; the process's own clock where it is left out
 */
export function createNormaliser(options: {
  readonly points: readonly NormaliserPoint[];
  readonly heartbeatMs: number;
  readonly clock: Clock;
  readonly elapsed?: Clock;
}): Normaliser {
  const { clock, heartbeatMs, elapsed = { now: () => performance.now() } } = options;
  const points = new Map<string, Point>(
    options.points.map((spec) => [spec.name, { spec, toPoint: quantity(spec), reported: null, at: 0, held: null }]),
  );
  const watch = createSilenceWatch({ points: options.points, elapsed });
  let connected = false;

  const report = (point: Point, reading: Reading): Reading => {
    point.reported = reading;
    point.at = clock.now();
    point.held = null;
    return reading;
  };

  return {
    accept(raw, onEach) {
      const told: Reading[] = [];
      const now = clock.now();
      for (const item of raw) {
        const point = points.get(item.point);
        if (point === undefined) continue;
        const reading = readingOf(item, { kind: point.spec.kind, toPoint: point.toPoint }, now);
        onEach?.(reading);
        if (item.isRecord === true) {
          told.push(reading);
          continue;
        }
        watch.heard(item.point);
        const verdict = worth(point, reading);
        if (verdict === "now") told.push(report(point, reading));
        // What is back at the value last told has nothing left to tell.
        else point.held = verdict === "later" ? reading : null;
      }
      return told;
    },
    sourceIs(state) {
      const lost = connected && state !== "connected";
      connected = state === "connected";
      watch.connected(connected);
      if (!lost) return [];
      const measuredAt = clock.now();
      return [...points.values()].flatMap((point) => {
        if (point.reported === null) return [];
        const last = point.held === null ? [] : [point.held];
        const { name } = point.spec;
        return [
          ...last,
          report(point, { point: name, value: null, measuredAt, quality: "bad", status: NO_COMMUNICATION }),
        ];
      });
    },
    heartbeat() {
      if (!connected) return [];
      const now = clock.now();
      const silent = new Set(watch.silent().map(({ point }) => point));
      return [...points.values()].flatMap((point) => {
        const reading = due(point, { now, heartbeatMs, isSilent: silent.has(point.spec.name) });
        return reading === null ? [] : [report(point, reading)];
      });
    },
    silent: () => watch.silent().map(({ point, forMs }) => ({ point, since: Math.round(clock.now() - forMs) })),
  };
}

/** Whether a reading is to be told: now, when its point's interval is over, or not at all. */
function worth({ spec, reported }: Point, reading: Reading): "now" | "later" | "never" {
  // A quality that changed is what someone waits for; it keeps no interval.
  if (reported === null || reading.quality !== reported.quality || reading.status !== reported.status) return "now";
  if (spec.report !== "every") {
    if (sameValue(reading.value, reported.value)) return "never";
    if (!isPast(spec.deadband, reading.value, reported.value)) return "never";
  }
  // By the source's time, so that values that come together after an outage are thinned as they would have been.
  const since = reading.measuredAt - reported.measuredAt;
  return spec.minIntervalMs !== undefined && since >= 0 && since < spec.minIntervalMs ? "later" : "now";
}

function due(point: Point, at: { now: number; heartbeatMs: number; isSilent: boolean }): Reading | null {
  const { spec, reported, held } = point;
  if (reported === null) return null;
  const forMs = at.now - point.at;
  if (held !== null && forMs >= (spec.minIntervalMs ?? 0)) return held;
  if (at.isSilent && reported.quality === "good") {
    // Otherwise the heartbeat would go on saying that a dead subscription's last value is good.
    return { ...reported, measuredAt: at.now, quality: "uncertain", status: LAST_USABLE_VALUE };
  }
  return forMs >= at.heartbeatMs ? { ...reported, measuredAt: at.now } : null;
}

const sameValue = (a: Reading["value"], b: Reading["value"]): boolean =>
  a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
