export { beginSession, SESSION_MS, type SessionRef } from "./begin-session";
