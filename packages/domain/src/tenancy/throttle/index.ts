export { type Attempt, claimAttempt, requireMailAllowed, type ThrottleKey } from "./throttle";
