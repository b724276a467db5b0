export { createGuardedFetch, type GuardedFetch, type GuardOptions } from "./guarded-fetch";
