export { CLOSE_AFTER_MS, closeFinishedHours } from "./close-hours";
export { countUsage, type UsageOutcome } from "./count-usage";
export { assertKeptLongEnough, BILLING_KEEP_MS_MIN } from "./keep-events";
export {
  type AsOf,
  DEVICES_MAX,
  RANGE_DAYS_MAX,
  readAsOf,
  readDeviceUsage,
  readHourVersions,
  readTenantUsage,
  readUsage,
  type UsageRange,
} from "./read-usage";
export { type Explanation, type Reconciliation, reconcileUsage } from "./reconcile-usage";
export { type Replay, type ReplayRequest, replayUsage } from "./replay-usage";
export type { HourDifference } from "./usage-hours";
