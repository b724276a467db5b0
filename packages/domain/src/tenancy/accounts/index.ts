export type { AccountDesk } from "./account-desk";
export { changePassword, renameAccount } from "./change-account";
export { checkPassword, hashPassword, verifyPassword } from "./password";
export { requestPasswordReset, resetPassword } from "./password-reset";
export { type Person, recordPersonAudit } from "./person-audit";
export { checkName } from "./person-name";
