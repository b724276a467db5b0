import {
  inviteMember,
  listInvitations,
  resendInvitation,
  withdrawInvitation,
} from "@outstation/domain/tenancy/invitations";
import type { MemberView } from "@outstation/domain/tenancy/members";
import { changeRole, listMembers, removeMember, renameTenant } from "@outstation/domain/tenancy/members";
import { z } from "zod";
import { AnyRole, Email, Name } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Id = z.uuid();
const inviterOf = ({ tenant, role }: MemberView) => ({ tenantId: tenant.id, tenantName: tenant.name, role });

/** The tenant and its people. */
export const membersRouter = router({
  list: memberQuery("tenant.read").query(({ ctx: { desk, tenantId } }) => listMembers(desk.db, tenantId)),

  invitations: memberQuery("members.write").query(({ ctx: { desk, tenantId } }) =>
    listInvitations(desk.db, tenantId, desk.clock.now()),
  ),

  invite: memberMutation("members.write", audited("member.invited"))
    .input(z.object({ email: Email, role: AnyRole }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      inviteMember({ ...desk, now: desk.clock.now() }, act, inviterOf(member), input),
    ),

  resend: memberMutation("members.write", audited("invitation.resent"))
    .input(z.object({ id: Id }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      resendInvitation({ ...desk, now: desk.clock.now() }, act, inviterOf(member), input.id),
    ),

  withdraw: memberMutation("members.write", audited("invitation.revoked"))
    .input(z.object({ id: Id }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      withdrawInvitation(desk.db, tenantId, act, input.id, desk.clock.now()),
    ),

  changeRole: memberMutation("members.write", audited("member.role_changed"))
    .input(z.object({ accountId: Id, role: AnyRole }))
    .mutation(({ ctx: { desk, act, tenantId, member }, input }) =>
      changeRole(desk.db, tenantId, { act, role: member.role }, input.accountId, input.role),
    ),

  remove: memberMutation("members.write", audited("member.removed"))
    .input(z.object({ accountId: Id }))
    .mutation(({ ctx: { desk, act, tenantId, member }, input }) =>
      removeMember(desk.db, tenantId, { act, role: member.role }, input.accountId),
    ),

  leave: memberMutation("tenant.read", audited("member.left")).mutation(({ ctx: { desk, act, tenantId, member } }) =>
    removeMember(desk.db, tenantId, { act, role: member.role }, member.account.id),
  ),

  renameTenant: memberMutation("tenant.write", audited("tenant.renamed"))
    .input(z.object({ name: Name }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => renameTenant(desk.db, tenantId, act, input.name)),
});
