import type { Month } from "./month";

/** Where a step would use this much of what is left, the gateway does not speed up to it: the month is not over. */
const SPEED_UP_BELOW = 0.85;
/** Measured and foreseen are compared only over enough to compare; before, the model is believed. */
const RATIO = { least: 0.2, most: 5 };

export type Spending = {
  readonly now: number;
  readonly month: Month;
  readonly usedBytes: number;
  readonly budgetBytes: number;
  /** What each step costs by the model, bytes a ms. */
  readonly costs: readonly number[];
  /** What the present step really costs, as a multiple of the model. */
  readonly ratio: number;
  readonly step: number;
};

export type Choice = { readonly step: number; readonly projectedBytes: number };

/**
 * The first step at which what is left lasts until the month's end. A gateway slows down as soon as it must and speeds up
 * only with room to spare, so that it does not swing between two steps.
 */
export function chooseStep({ now, month, usedBytes, budgetBytes, costs, ratio, step }: Spending): Choice {
  const leftMs = Math.max(0, month.until - now);
  const leftBytes = Math.max(0, budgetBytes - usedBytes);
  const likely = Math.min(RATIO.most, Math.max(RATIO.least, ratio));
  const uses = (index: number) => (costs[index] ?? 0) * likely * leftMs;
  const slowest = costs.length - 1;
  const lasts = costs.findIndex((_, index) => uses(index) <= leftBytes * (index < step ? SPEED_UP_BELOW : 1));
  const next = lasts < 0 ? slowest : lasts;
  return { step: next, projectedBytes: usedBytes + uses(next) };
}
