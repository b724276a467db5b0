export type { AuditSearch } from "./audit.store";
export { exportAudit } from "./export-audit";
export { type Act, type Actor, type AuditValue, actOf, alsoAct, type Change, recordAudit } from "./record-audit";
export { type AuditEntry, searchAudit } from "./search-audit";
export { type AuditProof, verifyAudit } from "./verify-audit";
