export { type LogFeed, openLogFeed } from "./log-feed";
export { createPgLog } from "./pg-log";
export { createPgTenantLog } from "./pg-tenant-log";
