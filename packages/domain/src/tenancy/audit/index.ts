export { type Act, type Actor, type AuditValue, actOf, alsoAct, type Change, recordAudit } from "./record-audit";
