export {
  type AccountDesk,
  changePassword,
  renameAccount,
  requestPasswordReset,
  resetPassword,
} from "./change-account";
export { checkPassword, hashPassword, verifyPassword } from "./password";
export { type Person, recordPersonAudit } from "./person-audit";
