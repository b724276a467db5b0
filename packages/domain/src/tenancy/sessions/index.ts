export { beginSession, type NewSession, SESSION_MS, type SessionRef } from "./begin-session";
export {
  endOtherSessions,
  endSession,
  listSessions,
  markSteppedUp,
  type SessionLine,
  touchSession,
} from "./own-sessions";
