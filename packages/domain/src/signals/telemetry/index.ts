export { kindOf } from "@outstation/db/series/values";
export { type Bucket, type DownsampledSeries, downsample, type Gap } from "./downsample";
export { type LiveReadings, liveReadings } from "./live-readings";
export { readSeries, type SeriesRequest, type SeriesView } from "./read-series";
export { createSealer, type Sealer } from "./seal-hours";
export {
  ensureStoreDays,
  type Placed,
  type PlacedMessage,
  place,
  quarantineMessages,
  type RefusedMessage,
  storeMessages,
} from "./store-messages";
