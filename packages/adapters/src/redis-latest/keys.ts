/**
 * A device's hash: a field a point number, `at` for when it last was heard, and `whole`, which is all of it as JSON. The braces keep
 * a tenant in one slot.
 */
export const deviceKey = (tenantId: string, deviceId: string): string => `latest:{${tenantId}}:${deviceId}`;
/** The set of a tenant's devices that have a hash. */
export const indexKey = (tenantId: string): string => `latest:{${tenantId}}`;
/** Who keeps this Redis as Postgres is, and until when (Unix milliseconds, Redis' clock) each has said that it does. */
export const WRITERS_KEY = "latest:writers";
