import { requestPasswordReset, resetPassword } from "@outstation/domain/tenancy/accounts";
import { acceptInvitationAsNew, viewInvitation } from "@outstation/domain/tenancy/invitations";
import { beginSession } from "@outstation/domain/tenancy/sessions";
import { completeSignUp, requestSignUp, suggestSlug } from "@outstation/domain/tenancy/sign-up";
import { z } from "zod";
import type { Desk } from "../context";
import { Email, Name, Password, Slug, Token } from "../inputs";
import { audited, guestMutation, guestQuery, noAudit, router } from "../procedures";
import { sealTicket } from "../ticket";

/** What someone does before they are anyone here. A session that begins is handed to the browser by the web app's route. */
export const signUpRouter = router({
  request: guestMutation(noAudit("nothing exists until the address is confirmed"))
    .input(z.object({ email: Email, name: Name, password: Password, tenant: z.object({ name: Name, slug: Slug }) }))
    .mutation(({ ctx: { desk, caller }, input }) =>
      requestSignUp({ ...desk, now: desk.clock.now() }, input, caller.address),
    ),

  /** A free short name made of a company's name. */
  suggestSlug: guestQuery
    .input(z.object({ name: Name }))
    .query(async ({ ctx: { desk }, input }) => ({ slug: await suggestSlug(desk.db, input.name) })),

  complete: guestMutation(audited("tenant.created"))
    .input(z.object({ token: Token, slug: Slug.nullable() }))
    .mutation(async ({ ctx: { desk, caller }, input }) => {
      const now = desk.clock.now();
      const { accountId, tenantSlug } = await completeSignUp(desk.db, input, now);
      return { ticket: await ticketFor(desk, accountId, caller.userAgent), tenantSlug };
    }),

  invitation: guestQuery
    .input(z.object({ token: Token }))
    .query(({ ctx: { desk }, input }) => viewInvitation(desk.db, input.token, desk.clock.now())),

  acceptInvitation: guestMutation(audited("member.joined"))
    .input(z.object({ token: Token, name: Name, password: Password }))
    .mutation(async ({ ctx: { desk, caller }, input }) => {
      const { accountId, slug } = await acceptInvitationAsNew(desk.db, input, desk.clock.now());
      return { ticket: await ticketFor(desk, accountId, caller.userAgent), tenantSlug: slug };
    }),

  requestReset: guestMutation(noAudit("nothing changes until the mailed link is used"))
    .input(z.object({ email: Email }))
    .mutation(({ ctx: { desk, caller }, input }) =>
      requestPasswordReset({ ...desk, now: desk.clock.now() }, input.email, caller.address),
    ),

  reset: guestMutation(audited("account.password_changed"))
    .input(z.object({ token: Token, password: Password }))
    .mutation(async ({ ctx: { desk }, input }) => {
      await resetPassword(desk.db, input, desk.clock.now());
    }),

  /** The mails the embedded default would have sent; null where they are sent. */
  mails: guestQuery.query(({ ctx: { desk } }) => desk.listMails?.() ?? null),
});

async function ticketFor(desk: Desk, accountId: string, userAgent: string | null): Promise<string> {
  const now = desk.clock.now();
  const session = { accountId, boundTenantId: null, userAgent, provedAt: now };
  return sealTicket(desk, await beginSession(desk.db, session, now));
}
