export {
  acceptInvitation,
  acceptInvitationAsNew,
  INVITATION_MS,
  type InvitationLine,
  type InvitationView,
  inviteMember,
  listInvitations,
  requireOwnerFor,
  resendInvitation,
  viewInvitation,
  withdrawInvitation,
} from "./invitations";
