/**
 * The one error type that crosses rooms: a stable code, a sentence anyone may read, and a detail for us alone.
 * `packages/api/src/errors.ts` is the only place that turns a code into an HTTP status.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  constructor(
    /** Such as `device.not_found`: `<noun>.<what is wrong>`. */
    readonly code: string,
    /** What happened, what it means, what to do. Shown to the caller. */
    readonly publicMessage: string,
    /** Never shown to a caller. */
    readonly detail: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(`${code}: ${publicMessage}`, options);
  }
}

/** Makes a fault to throw: `throw fault("claim.used", "This claim token was used already. Ask for a new one.")`. */
export function fault(
  code: string,
  publicMessage: string,
  detail?: Readonly<Record<string, unknown>>,
  cause?: unknown,
): Fault {
  return new Fault(code, publicMessage, detail, cause === undefined ? undefined : { cause });
}
