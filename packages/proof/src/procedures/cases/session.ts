import { hashSecretToken } from "@outstation/kit/secret-token";
import { almost } from "../../world/names";
import { type CaseTable, names, noInput } from "../case";

const WRONG = "not the password of anyone";

/** What a person asks of their own account. */
export const sessionCases = {
  "session.me": noInput(),
  "session.person": noInput(),
  "session.entrances": noInput(),
  "session.stepUp": {
    asks: [],
    free: {
      reason: "a proof of the person who asks",
      input: ({ own }) => ({ code: null, password: own.party.password }),
    },
  },
  "session.end": noInput(),
  "session.acceptInvitation": {
    asks: [
      names("token.refused", ({ invitationToken }) => ({ token: almost(invitationToken) })),
      names("token.refused", ({ invitationToken }) => ({ token: hashSecretToken(invitationToken) }), {
        what: "the hash of another's",
      }),
      names("token.refused", ({ resetToken }) => ({ token: resetToken }), { what: "another's secret of another kind" }),
    ],
    happy: {
      as: "stranger",
      input: async ({ own, token, stranger }) => {
        await own.call.members.invite({ email: stranger.email, role: "viewer" });
        return { token: await token(stranger.email) };
      },
    },
  },
  "session.foundTenant": {
    asks: [],
    free: {
      reason: "a new tenant; whether a short name is taken is told to everyone who may type it",
      input: () => ({ name: "Proof", slug: "No short name" }),
    },
    happy: { as: "spare", input: ({ fresh }) => ({ name: "Proof", slug: `found-${fresh}` }) },
  },
  "account.rename": {
    asks: [],
    free: { reason: "one's own name", input: ({ own }) => ({ name: own.party.spare.name }) },
    happy: { as: "spare", input: ({ fresh }) => ({ name: `Renamed ${fresh}` }) },
  },
  "account.changePassword": {
    asks: [],
    free: { reason: "one's own password", input: () => ({ current: WRONG, next: `${WRONG} ever` }) },
    happy: { as: "spare", input: ({ own }) => ({ current: own.party.password, next: `${own.party.password} anew` }) },
  },
  "account.sessions": noInput(),
  "account.endSession": { asks: [names("answered", ({ sessionId }) => ({ id: sessionId }))] },
  "account.endOtherSessions": noInput({ as: "spare", input: () => undefined }),
  "account.recoveryCodes": noInput(),
  "account.beginTotp": noInput(),
  "account.confirmTotp": {
    asks: [],
    free: { reason: "a code of one's own app", input: () => ({ code: "000000" }) },
    happy: { as: "spare", input: async ({ code, as }) => ({ code: code((await as.account.beginTotp()).secret) }) },
  },
  "account.renewRecoveryCodes": noInput({ as: "spare", input: () => undefined }),
  "account.disableTotp": noInput({ as: "spare", input: () => undefined }),
} satisfies Partial<CaseTable>;
