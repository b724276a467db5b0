export { announcePoints } from "./announce-points";
export { discardDraft, insertVersion, type Publishing, publishDraft, republish, saveDraft } from "./change-packages";
export { exportPoints, importPoints } from "./change-points";
export { checkPackage, type PackageForm, type PackageProblem } from "./check-package";
export { sendPackage, signLatest } from "./deliver-package";
export type { PackageChange } from "./diff-packages";
export { type Drift, type DriftState, driftOf } from "./drift";
export { sha256Of, toDesired } from "./edge-packages.store";
export { noteReport } from "./note-report";
export { POINTS_CSV_BYTES_MAX } from "./points-csv";
export {
  type PackageForecast,
  type PackageLine,
  type PackageView,
  viewPackages,
  viewVersion,
} from "./view-packages";
