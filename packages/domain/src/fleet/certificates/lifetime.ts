const DAY_MS = 86_400_000;

/** `design: wire`: a device renews from two thirds of its certificate's life. */
export const RENEWAL_FROM = 2 / 3;
/** How long after its end a certificate still proves who asks for the next one. */
export const RENEWAL_GRACE_MS = 30 * DAY_MS;

export type Lifetime = { readonly notBefore: number; readonly notAfter: number };

/** The instant from which a certificate may be renewed. All times are Unix milliseconds. */
export const renewableFrom = ({ notBefore, notAfter }: Lifetime): number =>
  notBefore + (notAfter - notBefore) * RENEWAL_FROM;

/**
 * How a certificate stands: `valid`, `due` (may be renewed), `overdue` (five sixths of its life are over and nobody renewed
 * it), `expired`. A device checks every hour, so one that is overdue has a reason.
 */
export function standingOf(life: Lifetime, now: number): "valid" | "due" | "overdue" | "expired" {
  if (now >= life.notAfter) return "expired";
  if (now < renewableFrom(life)) return "valid";
  return now < life.notBefore + ((life.notAfter - life.notBefore) * 5) / 6 ? "due" : "overdue";
}
