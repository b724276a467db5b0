import { forecastBudget, ON_BUDGET } from "@outstation/contracts/edge/budget";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { PointPriority } from "@outstation/contracts/edge/reporting";

/**
 * How a gateway slows down, step by step. What matters least gives way first; limits are watched on every value at each step,
 * and their events and the answers to commands go at once.
 */
export type Step = {
  /** A batch lasts at least this long. */
  readonly batchMs: number;
  /** Two readings of a point of this priority are at least so far apart. */
  readonly minIntervalMs: Readonly<Record<PointPriority, number>>;
  readonly statusMs: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const { statusMs } = ON_BUDGET;

export const STEPS: readonly Step[] = [
  { batchMs: 0, minIntervalMs: { low: 0, normal: 0, high: 0 }, statusMs },
  { batchMs: 10 * SECOND, minIntervalMs: { low: MINUTE, normal: 0, high: 0 }, statusMs },
  { batchMs: 30 * SECOND, minIntervalMs: { low: 5 * MINUTE, normal: 30 * SECOND, high: 0 }, statusMs },
  { batchMs: MINUTE, minIntervalMs: { low: 15 * MINUTE, normal: 2 * MINUTE, high: 30 * SECOND }, statusMs: HOUR },
  { batchMs: 5 * MINUTE, minIntervalMs: { low: HOUR, normal: 15 * MINUTE, high: 5 * MINUTE }, statusMs: HOUR },
  { batchMs: 15 * MINUTE, minIntervalMs: { low: 6 * HOUR, normal: HOUR, high: 15 * MINUTE }, statusMs: 4 * HOUR },
];

/** The package as a gateway works by it at a step. */
export function slowedDown(edgePackage: EdgePackage, step: Step): EdgePackage {
  return {
    ...edgePackage,
    reporting: { ...edgePackage.reporting, batchMs: batchMsAt(edgePackage, step) },
    sources: edgePackage.sources.map((source) => ({
      ...source,
      points: source.points.map((point) => {
        const least = point.report === "every" ? 0 : step.minIntervalMs[point.priority ?? "normal"];
        return { ...point, minIntervalMs: Math.max(point.minIntervalMs ?? 0, least) || undefined };
      }),
    })) as EdgePackage["sources"],
  };
}

export const batchMsAt = ({ reporting }: EdgePackage, step: Step): number =>
  Math.min(3_600_000, Math.max(reporting.batchMs, step.batchMs));

/** What each step costs by the model, bytes a millisecond on the wire and of the TLS stream. */
export const costsOf = (edgePackage: EdgePackage): readonly { readonly wire: number; readonly stream: number }[] =>
  STEPS.map((step) => {
    const { perDay } = forecastBudget(slowedDown(edgePackage, step), { statusMs: step.statusMs });
    return { wire: perDay.wire / 86_400_000, stream: perDay.stream / 86_400_000 };
  });
