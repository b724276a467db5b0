export { type ColdReader, createColdReader } from "./cold-reader";
export { type ColdPass, type ColdTier, type ColdTierDeps, createColdTier } from "./cold-tier";
export { type RestoreProgress, type RestoreRequest, restoreDays } from "./restore-days";
export { getRetention, HOT_DAYS_LEAST, HOT_DAYS_MOST, type Retention, setRetention } from "./retention";
