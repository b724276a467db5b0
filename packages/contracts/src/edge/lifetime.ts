const DAY_MS = 86_400_000;

/** `design: wire`: a device renews from two thirds of its certificate's life. */
const RENEWAL_FROM = 2 / 3;
/** How long after its end a certificate still proves who asks for the next one. */
export const RENEWAL_GRACE_MS = 30 * DAY_MS;

/** Unix milliseconds. */
export type Lifetime = { readonly notBefore: number; readonly notAfter: number };

/** The instant from which a certificate may be renewed, Unix milliseconds. */
export const renewableFrom = ({ notBefore, notAfter }: Lifetime): number =>
  notBefore + (notAfter - notBefore) * RENEWAL_FROM;
