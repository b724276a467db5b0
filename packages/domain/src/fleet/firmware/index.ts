export { changeRollout, ROLLOUT_CHANGES, type RolloutChange } from "./change-rollout";
export { type FirmwareFile, findFile } from "./find-file";
export type { UpdateState } from "./lifecycle";
export { offerDue, offerUpdate, sendWithdrawal } from "./offer-update";
export { type ReportProblem, recordReport } from "./record-report";
export {
  listReleases,
  type NewRelease,
  PART_BYTES_MAX,
  publishRelease,
  type ReleaseLine,
  startRelease,
  uploadPart,
} from "./releases";
export { EDGE_PRODUCT, type NewRollout, ROLLOUT_DEVICES_MAX, startRollout } from "./start-rollout";
export { getRollout, listRollouts, type RolloutLine, type UpdateLine } from "./view-rollouts";
export { wakeOffers } from "./wake-offers";
