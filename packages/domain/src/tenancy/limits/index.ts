export { createHitRecorder, type HitRecorder } from "./hit-recorder";
export { type LimitHit, recordLimitHits, saveLimitHits } from "./limit-hits";
export { createLimitLookup, type LimitLookup } from "./limit-lookup";
export {
  DEFAULT_LIMITS,
  DEFAULT_PLAN,
  isLimitName,
  LIMIT_NAMES,
  LIMITS,
  type LimitName,
  type LimitOverrides,
  limitsOf,
  NO_OVERRIDES,
  type TenantLimits,
} from "./limits";
export { requireRoomForDevices } from "./require-room";
export { LIMIT_MAX, REASON_CHARACTERS_MAX, REASON_CHARACTERS_MIN, setTenantLimits } from "./set-limits";
export {
  type HitView,
  type LimitsView,
  type LimitView,
  viewDeviceHits,
  viewLimits,
  viewTenantLimits,
} from "./view-limits";
