export { kindOf, type PointKind } from "@outstation/db/series/values";
export type { Bucket, DownsampledSeries } from "./downsample";
export type { Gap } from "./find-gaps";
export { type LiveReadings, liveReadings } from "./live-readings";
export { placeReadings } from "./place-readings";
export type { PlacedMessage } from "./placed-message";
export { implausibleTime, type Problem } from "./plausible";
export { readSeries, type SeriesRequest, type SeriesView } from "./read-series";
export { createSealer, type Sealer } from "./seal-hours";
export { findSenderKey } from "./senders";
export type { ColdReadings, SeriesSource } from "./series-source";
export {
  ensureStoreDays,
  quarantineMessages,
  type RefusedMessage,
  storeMessages,
} from "./store-messages";
