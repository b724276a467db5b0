import type { Role } from "@outstation/contracts/access/permissions";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { authenticate } from "../sign-in";
import { openTicket } from "../ticket";
import { callAs, lastToken, type TestDesk } from "./test-desk";

export const PASSWORD = "correct horse battery";

export type Someone = { readonly session: SessionRef; readonly email: string; readonly slug: string };

/** The code of the fault that a call ends with, or "done". */
export const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => "done",
    (reason: { cause?: { code?: string }; code?: string }) => reason.cause?.code ?? reason.code,
  );

export const guestOf = (desk: TestDesk) => callAs(desk, null);

/** Signs in with a password, from an address that nobody else has. */
export const signInAs = (desk: TestDesk, email: string, password = PASSWORD, code: string | null = null) =>
  authenticate(desk, { email, password, code }, { address: null, userAgent: "test" });

function sessionIn(desk: TestDesk, ticket: string): SessionRef {
  const session = openTicket(desk, ticket);
  if (session === null) throw new Error("the ticket holds no session");
  return session;
}

/** Signs a company up and follows the mailed link. */
export async function signUp(desk: TestDesk, slug: string, email = `owner@${slug}.example`): Promise<Someone> {
  const tenant = { name: slug, slug };
  await guestOf(desk).signUp.request({ email, name: "Olga Owner", password: PASSWORD, tenant });
  const { ticket } = await guestOf(desk).signUp.complete({ token: lastToken(desk), slug: null });
  return { session: sessionIn(desk, ticket), email, slug };
}

/** Invites an address and accepts as someone new. */
export async function join(desk: TestDesk, owner: Someone, role: Role, email?: string): Promise<Someone> {
  const address = email ?? `${role}-${desk.mails.length}@${owner.slug}.example`;
  await callAs(desk, owner.session, owner.slug).members.invite({ email: address, role });
  const { ticket } = await guestOf(desk).signUp.acceptInvitation({
    token: lastToken(desk),
    name: role,
    password: PASSWORD,
  });
  return { session: sessionIn(desk, ticket), email: address, slug: owner.slug };
}

export const idOf = async (desk: TestDesk, someone: Someone): Promise<string> =>
  (await callAs(desk, someone.session).session.me()).account.id;

/** The events of a tenant's audit, newest first. */
export async function auditOf(desk: TestDesk, owner: Someone): Promise<string[]> {
  const search = { text: null, events: [], from: null, to: null, limit: 100 };
  const { entries } = await callAs(desk, owner.session, owner.slug).audit.search(search);
  return entries.map(({ event }) => event);
}
