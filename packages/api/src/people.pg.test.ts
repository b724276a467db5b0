import { type Database, openDatabase } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { authenticate } from "./sign-in";
import { callAs, createTestDesk, lastToken, type TestDesk } from "./testing/test-desk";
import { openTicket } from "./ticket";

// Promise: who someone is and what they may do is asked of the database at every request, and every change of it is written down.

const START = Date.UTC(2026, 10, 24, 9);
const DAY_MS = 86_400_000;
const PASSWORD = "correct horse battery";

let database: TestDatabase;
let db: Database;
let desk: TestDesk;
beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.app, 6);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});
let number = 0;
beforeEach(() => {
  desk = createTestDesk(db, null, START);
  number += 1;
});

const guest = () => callAs(desk, null);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (reason: { cause?: { code?: string }; code?: string }) => reason.cause?.code ?? reason.code,
  );
const signIn = (email: string, password = PASSWORD, code: string | null = null) =>
  authenticate(desk, { email, password, code }, { address: null, userAgent: "test" });

type Someone = { session: SessionRef; email: string; slug: string };

/** Signs up and follows the mailed link. */
async function signUp(name: string): Promise<Someone> {
  const slug = `${name}-${number}`;
  const email = `owner@${slug}.example`;
  const tenant = { name, slug };
  await guest().signUp.request({ email, name: "Olga Owner", password: PASSWORD, tenant });
  const { ticket } = await guest().signUp.complete({ token: lastToken(desk), slug: null });
  const session = openTicket(desk, ticket);
  if (session === null) throw new Error("no session");
  return { session, email, slug };
}

/** Invites an address and accepts as someone new. */
async function join(owner: Someone, role: "admin" | "viewer" | "owner" | "operator"): Promise<Someone> {
  const email = `${role}-${desk.mails.length}@${owner.slug}.example`;
  await callAs(desk, owner.session).members.invite({ email, role });
  const accepted = await guest().signUp.acceptInvitation({ token: lastToken(desk), name: role, password: PASSWORD });
  const session = openTicket(desk, accepted.ticket);
  if (session === null) throw new Error("no session");
  return { session, email, slug: owner.slug };
}

const auditOf = async (someone: Someone) =>
  (
    await callAs(desk, someone.session).audit.search({
      text: null,
      events: [],
      from: null,
      to: null,
      limit: 100,
    })
  ).entries.map(({ event }) => event);

test("a sign-up is a tenant with its owner once the mailed link is followed, and nothing before", async () => {
  const form = {
    email: `a${number}@x.example`,
    name: "A",
    password: PASSWORD,
    tenant: { name: "X", slug: `x-${number}` },
  };
  await guest().signUp.request(form);
  expect(await signIn(form.email)).toBeNull();
  const { ticket } = await guest().signUp.complete({ token: lastToken(desk), slug: null });
  const session = openTicket(desk, ticket);
  const me = await callAs(desk, session).session.me();
  expect(me).toMatchObject({ role: "owner", tenant: { slug: `x-${number}` }, account: { email: form.email } });
  expect(await signIn(form.email)).not.toBeNull();
});

test("a link works once, for a day, and twice at once for one of the two", async () => {
  const form = (slug: string) => ({
    email: `${slug}@x.example`,
    name: "A",
    password: PASSWORD,
    tenant: { name: "X", slug },
  });
  await guest().signUp.request(form(`once-${number}`));
  const token = lastToken(desk);
  const both = await Promise.all([1, 2].map(() => codeOf(guest().signUp.complete({ token, slug: null }))));
  expect(both.sort()).toEqual(["done", "token.refused"]);
  await guest().signUp.request(form(`late-${number}`));
  desk.clock.advance(DAY_MS);
  expect(await codeOf(guest().signUp.complete({ token: lastToken(desk), slug: null }))).toBe("token.refused");
});

test("whether an address has an account shows in its mail and not in the answer", async () => {
  const owner = await signUp("known");
  const form = {
    email: owner.email.toUpperCase(),
    name: "B",
    password: PASSWORD,
    tenant: { name: "Y", slug: `y-${number}` },
  };
  expect(await guest().signUp.request(form)).toBeUndefined();
  expect(desk.mails.at(-1)).toMatchObject({ to: owner.email, subject: "You have an account already" });
});

test.each([
  [{ password: "short" }, "password.weak"],
  [{ password: "password123" }, "password.weak"],
  [{ tenant: { name: "X", slug: "No Slug" } }, "tenant.malformed_slug"],
  [{ tenant: { name: " ", slug: "fine-slug" } }, "tenant.name_invalid"],
])("a sign-up with %j is refused as %s", async (change, code) => {
  const form = { email: "c@x.example", name: "C", password: PASSWORD, tenant: { name: "X", slug: `c-${number}` } };
  expect(await codeOf(guest().signUp.request({ ...form, ...change }))).toBe(code);
});

test("a short name that is taken is told at once, and one that was taken meanwhile can be chosen anew", async () => {
  const wish = (email: string) => ({
    email,
    name: "D",
    password: PASSWORD,
    tenant: { name: "D", slug: `d-${number}` },
  });
  await guest().signUp.request(wish(`d1-${number}@x.example`));
  const first = lastToken(desk);
  await guest().signUp.request(wish(`d2-${number}@x.example`));
  const second = lastToken(desk);
  await guest().signUp.complete({ token: first, slug: null });
  expect(await codeOf(guest().signUp.request(wish(`d3-${number}@x.example`)))).toBe("tenant.slug_taken");
  expect(await codeOf(guest().signUp.complete({ token: second, slug: null }))).toBe("tenant.slug_taken");
  expect((await guest().signUp.complete({ token: second, slug: `d-${number}-b` })).tenantSlug).toBe(`d-${number}-b`);
});

test("an invitation is for one address, works once and for seven days, and can be withdrawn", async () => {
  const owner = await signUp("inviter");
  const invite = (email: string) => callAs(desk, owner.session).members.invite({ email, role: "viewer" });
  await invite("v1@x.example");
  const token = lastToken(desk);
  expect(await guest().signUp.invitation({ token })).toMatchObject({
    tenantName: "inviter",
    role: "viewer",
    hasAccount: false,
  });
  const other = await signUp("other");
  expect(await codeOf(callAs(desk, other.session).session.acceptInvitation({ token }))).toBe(
    "invitation.other_address",
  );
  const accept = () => codeOf(guest().signUp.acceptInvitation({ token, name: "V", password: PASSWORD }));
  expect((await Promise.all([accept(), accept()])).sort()).toEqual(["done", "token.refused"]);
  await invite("v2@x.example");
  const withdrawn = lastToken(desk);
  const [open] = (await callAs(desk, owner.session).members.invitations()).filter(({ state }) => state === "open");
  await callAs(desk, owner.session).members.withdraw({ id: open?.id ?? "" });
  expect(await codeOf(guest().signUp.invitation({ token: withdrawn }))).toBe("token.refused");
  await invite("v3@x.example");
  desk.clock.advance(7 * DAY_MS);
  expect(await codeOf(guest().signUp.invitation({ token: lastToken(desk) }))).toBe("token.refused");
});

test("someone with an account joins a second tenant and changes between the two", async () => {
  const owner = await signUp("first");
  const other = await signUp("second");
  await callAs(desk, owner.session).members.invite({ email: other.email, role: "operator" });
  await callAs(desk, other.session).session.acceptInvitation({ token: lastToken(desk) });
  const me = await callAs(desk, other.session, owner.slug).session.me();
  expect(me).toMatchObject({ role: "operator", tenant: { slug: owner.slug } });
  expect(me.memberships.map(({ slug }) => slug).sort()).toEqual([owner.slug, other.slug].sort());
  await callAs(desk, other.session).session.foundTenant({ name: "Third", slug: `third-${number}` });
  expect((await callAs(desk, other.session, `third-${number}`).session.me()).role).toBe("owner");
});

test("a member who is removed, and one whose role changes, feel it at the next request of the same session", async () => {
  const owner = await signUp("strict");
  const admin = await join(owner, "admin");
  const { account } = await callAs(desk, admin.session).session.me();
  await callAs(desk, owner.session).members.changeRole({ accountId: account.id, role: "viewer" });
  expect(await codeOf(callAs(desk, admin.session).members.invite({ email: "n@x.example", role: "viewer" }))).toBe(
    "permission.denied",
  );
  await callAs(desk, owner.session).members.remove({ accountId: account.id });
  expect(await codeOf(callAs(desk, admin.session).session.me())).toBe("member.not_found");
  expect(await auditOf(owner)).toEqual([
    "member.removed",
    "member.role_changed",
    "member.joined",
    "member.invited",
    "tenant.created",
  ]);
});

test("a tenant keeps an owner, also when two remove each other at once", async () => {
  const owner = await signUp("owned");
  const id = async (someone: Someone) => (await callAs(desk, someone.session).session.me()).account.id;
  expect(await codeOf(callAs(desk, owner.session).members.remove({ accountId: await id(owner) }))).toBe(
    "member.last_owner",
  );
  const second = await join(owner, "owner");
  const [one, two] = await Promise.all([id(owner), id(second)]);
  const outcome = await Promise.all([
    codeOf(callAs(desk, owner.session).members.remove({ accountId: two })),
    codeOf(callAs(desk, second.session).members.remove({ accountId: one })),
  ]);
  expect(outcome.sort()).toEqual(["done", "member.last_owner"]);
});

test("an admin makes no owner and removes none", async () => {
  const owner = await signUp("ranked");
  const admin = await join(owner, "admin");
  const owners = (await callAs(desk, owner.session).session.me()).account.id;
  const asAdmin = callAs(desk, admin.session).members;
  expect(await codeOf(asAdmin.invite({ email: "o@x.example", role: "owner" }))).toBe("member.owner_only");
  expect(await codeOf(asAdmin.remove({ accountId: owners }))).toBe("member.owner_only");
  expect(await codeOf(asAdmin.changeRole({ accountId: owners, role: "viewer" }))).toBe("member.owner_only");
});

test("signing out, a changed password and 'everywhere else' end sessions at the next request", async () => {
  const { email, session } = await signUp("sessions");
  const [second, third] = [await signIn(email), await signIn(email)];
  await callAs(desk, second).session.end();
  expect(await codeOf(callAs(desk, second).session.me())).toBe("session.ended");
  await callAs(desk, session).account.changePassword({ current: PASSWORD, next: "another good one" });
  expect(await codeOf(callAs(desk, third).session.me())).toBe("session.ended");
  expect(await signIn(email)).toBeNull();
  const fourth = await signIn(email, "another good one");
  expect(await callAs(desk, session).account.endOtherSessions()).toBe(1);
  expect(await codeOf(callAs(desk, fourth).session.me())).toBe("session.ended");
  desk.clock.advance(13 * 3_600_000);
  expect(await codeOf(callAs(desk, session).session.me())).toBe("session.ended");
});

test("a forgotten password is set anew by mail, once, and every session ends", async () => {
  const { email, session } = await signUp("forgot");
  await guest().signUp.requestReset({ email: "nobody@x.example" });
  await guest().signUp.requestReset({ email });
  // The mail is on its way while the answer is given; that of nobody would have been before it.
  await expect.poll(() => desk.mails.at(-1)).toMatchObject({ to: email, subject: "Set a new password" });
  expect(desk.mails.filter(({ subject }) => subject === "Set a new password")).toHaveLength(1);
  const token = lastToken(desk);
  await guest().signUp.reset({ token, password: "a new good one" });
  expect(await codeOf(guest().signUp.reset({ token, password: "a third good one" }))).toBe("token.refused");
  expect(await codeOf(callAs(desk, session).session.me())).toBe("session.ended");
  expect(await signIn(email, "a new good one")).not.toBeNull();
});

test("five wrong passwords make everyone wait, account or not, and the wait is told", async () => {
  const { email } = await signUp("guessed");
  for (const target of [email, `nobody-${number}@x.example`]) {
    for (let attempt = 0; attempt < 6; attempt++) await signIn(target, "wrong").catch(() => null);
    await expect(signIn(target, PASSWORD)).rejects.toMatchObject({
      code: "sign_in.throttled",
      publicMessage: /in \d+ s/,
    });
  }
  desk.clock.advance(60_000);
  expect(await signIn(email)).not.toBeNull();
});

test("a second factor is asked for, each code works once, and recovery codes stand in", async () => {
  const { email, session } = await signUp("factor");
  const account = () => callAs(desk, session).account;
  const { secret, uri } = await account().beginTotp();
  expect(uri).toContain("otpauth://totp/Outstation");
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = () => totp.generate({ timestamp: desk.clock.now() });
  expect(await codeOf(account().confirmTotp({ code: "000000" }))).toBe("totp.wrong");
  const recovery = await account().confirmTotp({ code: code() });
  expect(recovery).toHaveLength(10);
  await expect(signIn(email)).rejects.toMatchObject({ code: "totp.required" });
  await expect(signIn(email, PASSWORD, code())).rejects.toMatchObject({ code: "totp.wrong" });
  desk.clock.advance(30_000);
  const fresh = code();
  const twice = await Promise.allSettled([signIn(email, PASSWORD, fresh), signIn(email, PASSWORD, fresh)]);
  expect(twice.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await signIn(email, PASSWORD, recovery[0] ?? "")).not.toBeNull();
  await expect(signIn(email, PASSWORD, recovery[0] ?? "")).rejects.toMatchObject({ code: "totp.wrong" });
  expect(await account().recoveryCodes()).toBe(9);
  const stored = await db.prisma.accountTotp.findMany();
  expect(stored).toEqual([]);
});

test("after ten minutes a change that matters asks for a fresh proof", async () => {
  const { session } = await signUp("stepped");
  desk.clock.advance(11 * 60_000);
  const api = callAs(desk, session);
  expect(await codeOf(api.account.beginTotp())).toBe("step_up.required");
  expect(await codeOf(api.session.stepUp({ code: null, password: "wrong" }))).toBe("password.wrong");
  await api.session.stepUp({ code: null, password: PASSWORD });
  expect(await codeOf(api.account.beginTotp())).toBe("done");
});

test("the audit is a chain: a row that was changed or cut off shows", async () => {
  const owner = await signUp("chained");
  await join(owner, "viewer");
  const api = callAs(desk, owner.session);
  expect(await api.audit.verify()).toEqual({ events: 3, brokenSeq: null, headHolds: true });
  const { tenant } = await api.session.me();
  const changing = withTenant(db, tenant.id, ({ rows }) => rows.auditEvent.updateMany({ data: { subject: "x" } }));
  await expect(changing).rejects.toThrow(/permission denied/);
});

test("an operator's procedures are not there for a tenant's owner", async () => {
  const owner = await signUp("curious");
  expect(await codeOf(callAs(desk, owner.session).operator.tenants())).toBe("route.not_found");
});
