import { acceptInvitation } from "@outstation/domain/tenancy/invitations";
import { listEntrances } from "@outstation/domain/tenancy/members";
import { endSession } from "@outstation/domain/tenancy/sessions";
import { stepUp } from "@outstation/domain/tenancy/sign-in";
import { foundTenant } from "@outstation/domain/tenancy/sign-up";
import { z } from "zod";
import { Name, Slug, Token } from "../inputs";
import { audited, memberQuery, noAudit, personMutation, router, sessionMutation, sessionQuery } from "../procedures";

export const sessionRouter = router({
  me: memberQuery("tenant.read").query(({ ctx }) => ctx.member),

  /** Who is signed in, also for one who is a member of nothing. */
  person: sessionQuery.query(({ ctx }) => ctx.person),

  /** The tenants one may change to, also where the one looked at is closed. */
  entrances: sessionQuery.query(({ ctx: { desk, person } }) => listEntrances(desk.db, person, desk.clock.now())),

  stepUp: sessionMutation(noAudit("a proof of the person changes nothing of the tenant"))
    .input(z.object({ code: z.string().max(32).nullable(), password: z.string().max(256).nullable() }))
    .mutation(async ({ ctx: { desk, person }, input }) => {
      const { account, session } = person;
      const prover = { ...session, accountId: account.id, sessionId: session.id, email: account.email };
      await stepUp({ ...desk, now: desk.clock.now() }, prover, input);
    }),

  end: sessionMutation(noAudit("signing out changes nothing of the tenant")).mutation(({ ctx: { desk, person } }) =>
    endSession(desk.db, { accountId: person.account.id, sessionId: person.session.id }, desk.clock.now()),
  ),

  acceptInvitation: personMutation(audited("member.joined"))
    .input(z.object({ token: Token }))
    .mutation(({ ctx: { desk, person }, input }) =>
      acceptInvitation(desk.db, input.token, person.account, desk.clock.now()),
    ),

  foundTenant: personMutation(audited("tenant.created"))
    .input(z.object({ name: Name, slug: Slug }))
    .mutation(({ ctx: { desk, person }, input }) => foundTenant(desk.db, person.account, input)),
});
