export {
  acceptInvitation,
  acceptInvitationAsNew,
  type InvitationView,
  viewInvitation,
} from "./accept-invitation";
export { INVITATION_MS, type InvitationState, requireOwnerFor } from "./invitation";
export {
  type InvitationLine,
  inviteMember,
  listInvitations,
  resendInvitation,
  withdrawInvitation,
} from "./invite-member";
