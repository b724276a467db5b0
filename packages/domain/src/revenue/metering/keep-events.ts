import { fault } from "@outstation/kit/fault";

/**
 * How long billing events are kept at least, read or not: an open month, and the nine days after it in which an invoice is
 * questioned before it is final. Stripe takes meter events of the last 35 days (facts/saas 3).
 */
export const BILLING_KEEP_MS_MIN = 40 * 24 * 3_600_000;

/** @throws Fault `env.invalid` where billing events would go too soon. */
export function assertKeptLongEnough(keepMs: number): number {
  if (keepMs < BILLING_KEEP_MS_MIN)
    throw fault("env.invalid", `BILLING_KEEP_MS is ${keepMs}; it must be ${BILLING_KEEP_MS_MIN} (40 days) at least.`);
  return keepMs;
}
