import { hashSecretToken } from "@outstation/kit/secret-token";
import { almost, type Names } from "../../world/names";
import { type Ask, type CaseTable, names } from "../case";

const PASSWORD = "a password for a proof";

/** A guess that is nearly right, the hash as the database has it, and a secret that opens another door. */
const guesses = <I>(
  secret: (of: Names) => string,
  ofAnotherKind: (of: Names) => string,
  form: (token: string) => I,
): Ask<I>[] => [
  names("token.refused", (of) => form(almost(secret(of)))),
  names("token.refused", (of) => form(hashSecretToken(secret(of))), { what: "the hash of another's" }),
  names("token.refused", (of) => form(ofAnotherKind(of)), { what: "another's secret of another kind" }),
];

/** What someone asks who is nobody here. */
export const peopleCases = {
  "signUp.request": {
    asks: [
      names(
        "answered",
        ({ ownerEmail: email }, { fresh }) => ({
          email,
          name: "Guest",
          password: PASSWORD,
          tenant: { name: "Proof", slug: `wish-${fresh}` },
        }),
        { timed: false, what: "the address of another's member" },
      ),
    ],
  },
  "signUp.suggestSlug": {
    asks: [names("answered", ({ tenantName }) => ({ name: tenantName }), { what: "the name of another" })],
  },
  "signUp.complete": {
    asks: guesses(
      ({ signUpToken }) => signUpToken,
      ({ invitationToken }) => invitationToken,
      (token) => ({ token, slug: null }),
    ),
    happy: {
      as: "guest",
      input: async ({ own, fresh, token, guest }) => {
        const email = `founder-${fresh}-${own.party.mark}@proof.invalid`;
        const tenant = { name: "Proof", slug: `done-${fresh}` };
        await guest.signUp.request({ email, name: "Founder", password: PASSWORD, tenant });
        return { token: await token(email), slug: null };
      },
    },
  },
  "signUp.invitation": {
    asks: guesses(
      ({ invitationToken }) => invitationToken,
      ({ resetToken }) => resetToken,
      (token) => ({ token }),
    ),
  },
  "signUp.acceptInvitation": {
    asks: guesses(
      ({ invitationToken }) => invitationToken,
      ({ signUpToken }) => signUpToken,
      (token) => ({ token, name: "Guest", password: PASSWORD }),
    ),
    happy: {
      as: "guest",
      input: async ({ own, fresh, token }) => {
        const email = `joins-${fresh}-${own.party.mark}@proof.invalid`;
        await own.call.members.invite({ email, role: "viewer" });
        return { token: await token(email), name: "Joins", password: PASSWORD };
      },
    },
  },
  "signUp.requestReset": {
    asks: [
      names("answered", ({ email }) => ({ email }), {
        what: "the address of another's member",
        ...{ timed: false, plants: true, once: true },
        touches: "public.password_resets",
      }),
    ],
  },
  "signUp.reset": {
    asks: guesses(
      ({ resetToken }) => resetToken,
      ({ invitationToken }) => invitationToken,
      (token) => ({ token, password: PASSWORD }),
    ),
    happy: { as: "guest", input: ({ own }) => ({ token: own.names.resetToken, password: PASSWORD }) },
  },
  "signUp.mails": {
    asks: [],
    free: {
      reason: "the mails of the embedded default, which has one owner; nothing where mails are sent",
      input: () => undefined,
    },
  },
} satisfies Partial<CaseTable>;
