export { EXPORT_FORMATS, EXPORT_LIMITS, type ExportDevice, type ExportFormat, type ExportState } from "./export";
export { type ExportFeed, liveExports, openExportFeed } from "./export-feed";
export { type Download, linkExport, openDownload } from "./export-link";
export { forgetExports, listWaitingExports } from "./forget-exports";
export { cancelExport, type ExportView, listExports } from "./list-exports";
export { estimateExport, requestExport } from "./request-export";
export { type ExportDeps, type ExportOutcome, runExport } from "./run-export";
