export { browseQuarantine, getQuarantined, type QuarantineDetail, type QuarantinePage, tryCorrection } from "./browse";
export { carryOutReplays, forgetQuarantined, type ReplayCounts, type ReplayDesk } from "./carry-out-replays";
export { checkPayload, type Verdict } from "./check-payload";
export {
  QUARANTINE_STATES,
  type QuarantineFilter,
  type QuarantineState,
  type QuarantineView,
} from "./quarantine";
export {
  correctQuarantined,
  discardQuarantined,
  MESSAGES_PER_ACT_MAX,
  replayQuarantined,
  type Selection,
} from "./replay";
