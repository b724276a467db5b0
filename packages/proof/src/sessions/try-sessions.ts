import { randomBytes } from "node:crypto";
import { authenticate } from "@outstation/api/sign-in";
import { openTicket, sealTicket } from "@outstation/api/ticket";
import { PERMISSIONS } from "@outstation/contracts/access/permissions";
import { beginSession, type SessionRef } from "@outstation/domain/tenancy/sessions";
import { fault } from "@outstation/kit/fault";
import { openSecretBox } from "@outstation/kit/secret-box";
import { answerOf } from "../answers";
import type { KnownProcedure } from "../procedures/paths";
import { gate, isFor, tryGates } from "../procedures/try-gates";
import { ownAnswers } from "../procedures/try-procedures";
import { compareTiming } from "../timing";
import type { Trial } from "../trial";
import { callAs } from "../world/desk";
import { begin } from "../world/parties";

/** What a session opens after its person's rights have changed: from the next request on, what they are now. */
export async function trySessions(trial: Trial): Promise<void> {
  const both = await joins(trial);
  await tryBoth(trial, both);
  await trial.a.call.members.remove({ accountId: both.accountId });
  await tryGates(trial, [gate("one who was removed", both, trial.a.names.slug, isFor("member"), "member.not_found")]);
  await tryRoleChange(trial);
  await tryActAs(trial);
  await tryBound(trial);
  await tryEnded(trial);
}

/** Someone new who joins A by invitation, and B too. */
async function joins({ proof, desk, a, b }: Trial): Promise<SessionRef> {
  const email = `both-${a.party.mark}@proof.invalid`;
  await a.call.members.invite({ email, role: "admin" });
  const guest = callAs(desk, null);
  const accepted = await guest.signUp.acceptInvitation({
    token: await proof.token(email),
    name: "Both",
    password: a.party.password,
  });
  const session = openTicket(desk, accepted.ticket);
  if (session === null) throw fault("proof.not_filled", "A member of the proof has no session.");
  await b.call.members.invite({ email, role: "viewer" });
  await callAs(desk, session).session.acceptInvitation({ token: await proof.token(email) });
  const { accountId } = session;
  const inB = await callAs(desk, session, b.names.slug).session.me();
  if (inB.tenant.slug !== b.names.slug) throw fault("proof.not_filled", "A member of two tenants enters one only.");
  await b.call.members.remove({ accountId });
  return session;
}

/** A member of A who was one of B's until a moment ago. */
async function tryBoth(trial: Trial, session: SessionRef): Promise<void> {
  const { tally, desk, b, canaries } = trial;
  const me = await callAs(desk, session, b.names.slug).session.me();
  tally.attempt(
    "sessions",
    "a session of one who was removed from another tenant, under its name",
    me.tenant.slug === b.names.slug ? "it still opens it" : null,
  );
  for (const [path, text] of await ownAnswers({ ...trial, session, slug: b.names.slug })) {
    const found = canaries.find(text);
    tally.attempt(
      "sessions",
      `${path}, asked by one who was removed from another tenant, under its name`,
      found && `told "${found}"`,
    );
  }
}

async function tryRoleChange(trial: Trial): Promise<void> {
  const { a, desk } = trial;
  const { spare, slug } = a.party;
  const now = desk.clock.now();
  const { session } = await begin({ app: desk.db, now }, { ...spare, id: spare.accountId });
  const before = await answerOf(() => callAs(desk, session, slug).members.invitations());
  if (!before.ok) throw fault("proof.not_filled", "An administrator of the proof may not see invitations.");
  await a.call.members.changeRole({ accountId: spare.accountId, role: "viewer" });
  const lost = ({ meta }: KnownProcedure) =>
    meta.permission !== undefined &&
    PERMISSIONS[meta.permission].roles.includes("admin") &&
    !PERMISSIONS[meta.permission].roles.includes("viewer");
  await tryGates(trial, [
    gate("a former administrator, with the session of before", session, slug, lost, "permission.denied"),
  ]);
  await a.call.members.changeRole({ accountId: spare.accountId, role: "admin" });
}

/** An operator with a grant for A is in A only, and out of it when A ends the grant. */
async function tryActAs(trial: Trial): Promise<void> {
  const { tally, a, b, cast, canaries } = trial;
  const { session } = cast.operators.a;
  for (const [path, text] of await ownAnswers({ ...trial, session, slug: b.names.slug })) {
    // Who of ours is an operator sees every tenant's name: that is another door.
    if (path.startsWith("operator.")) continue;
    const found = canaries.find(text);
    tally.attempt(
      "sessions",
      `${path}, asked by an operator with a grant for one tenant, under another's name`,
      found && `told "${found}"`,
    );
  }
  for (const { id, active } of await a.call.audit.actAs()) if (active) await a.call.audit.endActAs({ grantId: id });
  const over = gate("an operator whose grant was ended", session, a.names.slug, isFor("member"), "member.not_found");
  await tryGates(trial, [over]);
}

/** A session that a tenant's provider vouched for opens that tenant, and one that it never vouched for opens nothing. */
async function tryBound(trial: Trial): Promise<void> {
  const { desk, a, b, tally } = trial;
  const now = desk.clock.now();
  const { accountId } = a.party.viewer;
  const bind = (boundTenantId: string) =>
    beginSession(desk.db, { accountId, boundTenantId, userAgent: "proof", provedAt: now }, now);
  const forged = await bind(b.names.tenantId);
  const nobody = isFor("member", "person", "operator");
  await tryGates(trial, [
    gate(
      "a session bound to another's provider, which does not know its person",
      forged,
      b.names.slug,
      nobody,
      "session.ended",
    ),
  ]);
  const own = await bind(a.names.tenantId);
  const me = await callAs(desk, own, b.names.slug).session.me();
  tally.attempt(
    "sessions",
    "a session bound to one's own provider, under another's name",
    me.tenant.slug === a.names.slug ? null : me.tenant.slug,
  );
}

async function tryEnded(trial: Trial): Promise<void> {
  const { desk, a } = trial;
  const now = desk.clock.now();
  const { accountId } = a.party.spare;
  const session = await beginSession(
    desk.db,
    { accountId, boundTenantId: null, userAgent: "proof", provedAt: now },
    now,
  );
  await callAs(desk, session).session.end();
  const meets = isFor("member", "person", "operator");
  await tryGates(trial, [gate("one who signed out", session, a.names.slug, meets, "session.ended")]);
}

/** Another's secrets in one's own hands: what is bound to a person or a tenant stays bound. */
export async function trySecrets(trial: Trial): Promise<void> {
  const { tally, desk, a, b, canaries } = trial;
  const count = (what: string, leak: string | null) => tally.attempt("secrets of others", what, leak);
  const owner = callAs(desk, a.party.owner.session, a.names.slug);
  const invited = `guest-${b.party.mark}@proof.invalid`;
  const accepting = await answerOf(() => owner.session.acceptInvitation({ token: b.names.invitationToken }));
  // Whom the link is for, the link itself tells whoever holds it.
  const told = canaries.find(accepting.text, [invited]);
  count(
    "accepting another's invitation with one's own account",
    accepting.code === "invitation.other_address" ? told : accepting.text,
  );
  const open = await answerOf(() => callAs(desk, null).signUp.invitation({ token: b.names.invitationToken }));
  count("the invitation is still its owner's", open.ok ? null : open.text);

  const ticket = sealTicket(desk, b.party.viewer.session);
  const stranger = { ...desk, secrets: openSecretBox(randomBytes(32).toString("hex")) };
  const tickets = {
    "sealed with another key": sealTicket(stranger, b.party.viewer.session),
    "that was cut": ticket.slice(0, -4),
    "that was changed": `${ticket.slice(0, 40)}${ticket[40] === "A" ? "B" : "A"}${ticket.slice(41)}`,
    "in plain text": Buffer.from(JSON.stringify({ ...b.party.viewer.session, until: 9e15 })).toString("base64url"),
  };
  for (const [what, forged] of Object.entries(tickets))
    count(`a ticket ${what}`, openTicket(desk, forged) === null ? null : "it opened");

  const caller = { address: null, userAgent: "proof" };
  const knock = (email: string) => authenticate(desk, { email, password: a.party.password }, caller);
  count("one's own password at another's address", (await knock(b.party.owner.email)) === null ? null : "it opened");
  const nobody = `nobody-${a.party.mark}@proof.invalid`;
  // Three times each: more would be throttled, and one round is all there is.
  count(
    "how long a wrong password takes",
    await compareTiming(
      () => knock(b.party.spare.email),
      () => knock(nobody),
      3,
      1,
    ),
  );
}
