export { getProgress } from "./get-progress";
export { type Observed, type Progress, progressOf, SILENT_AFTER_MS, type StepView } from "./progress";
