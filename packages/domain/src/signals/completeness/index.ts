export { forgetCounts } from "./forget-counts";
export { CAUSES, type Cause } from "./ledger";
export { recordArrivals } from "./record-arrivals";
export {
  COMPLETENESS_DAYS_MAX,
  type DeviceCompleteness,
  type GapView,
  type HourView,
  viewDeviceCompleteness,
} from "./view-device";
export { type SenderLine, type TenantCompleteness, viewTenantCompleteness } from "./view-tenant";
