import { changePassword, renameAccount } from "@outstation/domain/tenancy/accounts";
import {
  beginTotp,
  confirmTotp,
  countRecoveryCodes,
  disableTotp,
  renewRecoveryCodes,
} from "@outstation/domain/tenancy/second-factor";
import { endOtherSessions, endSession, listSessions } from "@outstation/domain/tenancy/sessions";
import { z } from "zod";
import { Name, Password } from "../inputs";
import { audited, noAudit, personMutation, personQuery, router } from "../procedures";

const Id = z.uuid();
const STEP_UP = { stepUp: true } as const;

/** A person's own account, whatever tenants they are a member of. */
export const accountRouter = router({
  rename: personMutation(audited("account.renamed"))
    .input(z.object({ name: Name }))
    .mutation(({ ctx: { desk, person }, input }) => renameAccount(desk.db, person.account, input.name)),

  changePassword: personMutation(audited("account.password_changed"))
    .input(z.object({ current: z.string().max(256), next: Password }))
    .mutation(({ ctx: { desk, person }, input }) =>
      changePassword(desk.db, { ...person.account, sessionId: person.session.id }, input, desk.clock.now()),
    ),

  sessions: personQuery.query(({ ctx: { desk, person } }) =>
    listSessions(desk.db, { accountId: person.account.id, sessionId: person.session.id }, desk.clock.now()),
  ),

  endSession: personMutation(noAudit("ends a sign-in of one's own"))
    .input(z.object({ id: Id }))
    .mutation(({ ctx: { desk, person }, input }) =>
      endSession(desk.db, { accountId: person.account.id, sessionId: input.id }, desk.clock.now()),
    ),

  endOtherSessions: personMutation(audited("account.sessions_ended")).mutation(({ ctx: { desk, person } }) =>
    endOtherSessions(desk.db, { ...person.account, sessionId: person.session.id }, desk.clock.now()),
  ),

  recoveryCodes: personQuery.query(({ ctx: { desk, person } }) => countRecoveryCodes(desk.db, person.account.id)),

  beginTotp: personMutation(noAudit("nothing changes until the code is confirmed"), STEP_UP).mutation(
    ({ ctx: { desk, person } }) => beginTotp({ ...desk, now: desk.clock.now() }, person.account),
  ),

  confirmTotp: personMutation(audited("account.totp_enabled"), STEP_UP)
    .input(z.object({ code: z.string().max(16) }))
    .mutation(({ ctx: { desk, person }, input }) =>
      confirmTotp({ ...desk, now: desk.clock.now() }, person.account, input.code),
    ),

  renewRecoveryCodes: personMutation(audited("account.recovery_codes_renewed"), STEP_UP).mutation(
    ({ ctx: { desk, person } }) => renewRecoveryCodes({ ...desk, now: desk.clock.now() }, person.account),
  ),

  disableTotp: personMutation(audited("account.totp_disabled"), STEP_UP).mutation(({ ctx: { desk, person } }) =>
    disableTotp({ ...desk, now: desk.clock.now() }, person.account),
  ),
});
