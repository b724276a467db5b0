import { type CaseTable, names, noInput } from "../case";
import type { InputOf } from "../paths";

type ProviderForm = InputOf<"signInProvider.configure">;

const provider = (name: string): ProviderForm => ({
  issuer: `https://${name}.proof.invalid`,
  clientId: "proof",
  clientSecret: "a secret of the proof",
  domains: [],
  defaultRole: "viewer",
  enforced: false,
});

const everything = { text: null, events: [], from: null, to: null };

/** What members ask of their tenant. */
export const tenantCases = {
  "members.list": noInput(),
  "members.invitations": noInput(),
  "members.invite": {
    asks: [
      names("answered", ({ spareEmail }) => ({ email: spareEmail, role: "viewer" }), {
        plants: true,
        timed: false,
        what: "the address of another's member",
      }),
    ],
    happy: {
      as: "owner",
      input: ({ fresh, own }) => ({ email: `new-${fresh}-${own.party.mark}@proof.invalid`, role: "viewer" }),
    },
  },
  "members.resend": {
    asks: [names("invitation.not_found", ({ invitationId }) => ({ id: invitationId }))],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.invitationId }) },
  },
  "members.withdraw": {
    asks: [names("invitation.not_found", ({ invitationId }) => ({ id: invitationId }))],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.invitationId }) },
  },
  "members.changeRole": {
    asks: [names("member.not_found_here", ({ accountId }) => ({ accountId, role: "admin" }))],
    happy: { as: "owner", input: ({ own }) => ({ accountId: own.names.accountId, role: "developer" }) },
  },
  "members.remove": {
    asks: [names("member.not_found_here", ({ accountId }) => ({ accountId }))],
    happy: { as: "owner", input: ({ own }) => ({ accountId: own.names.accountId }) },
  },
  "members.leave": noInput({ as: "spare", input: () => undefined }),
  "members.renameTenant": {
    asks: [],
    free: { reason: "one's own tenant", input: ({ own }) => ({ name: own.names.tenantName }) },
    happy: { as: "owner", input: ({ own, fresh }) => ({ name: `${own.names.tenantName} ${fresh}` }) },
  },
  "limits.view": noInput(),
  "limits.ofDevice": { asks: [names("device.not_found", ({ deviceKey }) => ({ key: deviceKey }))] },
  "signInProvider.get": noInput(),
  "signInProvider.test": {
    asks: [names("answered", ({ slug }) => provider(slug), { what: "another's provider" })],
  },
  "signInProvider.configure": {
    asks: [names("answered", ({ slug }) => provider(slug), { plants: true, what: "another's provider" })],
    happy: { as: "owner", input: ({ fresh }) => provider(fresh) },
  },
  "signInProvider.remove": noInput({ as: "owner", input: () => undefined }),
  "audit.search": {
    asks: [
      names("answered", ({ deviceKey }) => ({ ...everything, text: deviceKey, beforeSeq: null, limit: 50 })),
      names("answered", ({ email }) => ({ ...everything, text: email, beforeSeq: 1_000_000, limit: 200 }), {
        what: "another's member",
      }),
    ],
    free: { reason: "everything of one's own", input: () => ({ ...everything, beforeSeq: null, limit: 200 }) },
  },
  "audit.verify": noInput(),
  "audit.export": {
    asks: [names("answered", ({ deviceKey }) => ({ ...everything, text: deviceKey }))],
    free: { reason: "everything of one's own", input: () => everything },
  },
  "audit.actAs": noInput(),
  "audit.endActAs": {
    asks: [names("act_as.not_found", ({ grantId }) => ({ grantId }))],
    happy: { as: "owner", input: ({ own }) => ({ grantId: own.names.grantId }) },
  },
} satisfies Partial<CaseTable>;
