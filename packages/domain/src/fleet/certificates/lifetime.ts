import { type Lifetime, renewableFrom } from "@outstation/contracts/edge/lifetime";

/**
 * How a certificate stands: `valid`, `due` (may be renewed), `overdue` (five sixths of its life are over and nobody renewed
 * it), `expired`. A device checks every hour, so one that is overdue has a reason.
 */
export function standingOf(life: Lifetime, now: number): "valid" | "due" | "overdue" | "expired" {
  if (now >= life.notAfter) return "expired";
  if (now < renewableFrom(life)) return "valid";
  return now < life.notBefore + ((life.notAfter - life.notBefore) * 5) / 6 ? "due" : "overdue";
}
