import type { Role } from "@outstation/contracts/access/permissions";
import { type Database, openDatabase } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { authenticate } from "./sign-in";
import { callAs, createTestDesk, lastToken, type TestDesk } from "./testing/test-desk";
import {
  auditOf as auditOfCompany,
  codeOf,
  guestOf,
  idOf,
  join as joinCompany,
  PASSWORD,
  type Someone,
  signInAs,
  signUp as signUpCompany,
} from "./testing/test-people";
import { openTicket } from "./ticket";

// Promise: who someone is and what they may do is asked of the database at every request, and every change of it is written down.

const START = Date.UTC(2026, 10, 24, 9);
const DAY_MS = 86_400_000;

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

const guest = () => guestOf(desk);
const signIn = (email: string, password?: string, code: string | null = null) => signInAs(desk, email, password, code);
const signUp = (name: string) => signUpCompany(desk, `${name}-${number}`);
const join = (owner: Someone, role: Role) => joinCompany(desk, owner, role);
const auditOf = (owner: Someone) => auditOfCompany(desk, owner);

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
    tenantName: owner.slug,
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
  const id = (someone: Someone) => idOf(desk, someone);
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

test("of two links for one address, one makes the account, also when both are followed at once", async () => {
  const email = `twice-${number}@x.example`;
  const request = async (slug: string) => {
    await guest().signUp.request({ email, name: "T", password: PASSWORD, tenant: { name: "T", slug } });
    return lastToken(desk);
  };
  const tokens = [await request(`t1-${number}`), await request(`t2-${number}`)];
  const both = await Promise.all(tokens.map((token) => codeOf(guest().signUp.complete({ token, slug: null }))));
  expect(both.sort()).toEqual(["account.exists", "done"]);
  expect(await signIn(email)).not.toBeNull();
});

test("of two sign-ups that complete with one short name at once, one gets it", async () => {
  const slug = `same-${number}`;
  const request = async (email: string) => {
    await guest().signUp.request({ email, name: "T", password: PASSWORD, tenant: { name: "T", slug } });
    return lastToken(desk);
  };
  const tokens = [await request(`s1-${number}@x.example`), await request(`s2-${number}@x.example`)];
  const both = await Promise.all(tokens.map((token) => codeOf(guest().signUp.complete({ token, slug: null }))));
  expect(both.sort()).toEqual(["done", "tenant.slug_taken"]);
});

test("a short name is suggested that is free, and ours are nobody's", async () => {
  const owner = await signUp("wanted");
  const suggest = async (name: string) => (await guest().signUp.suggestSlug({ name })).slug;
  expect(await suggest(`Fresh ${number}`)).toBe(`fresh-${number}`);
  expect(await suggest(owner.slug)).toBe(`${owner.slug}-2`);
  expect(await codeOf(callAs(desk, owner.session).session.foundTenant({ name: "C", slug: "callback" }))).toBe(
    "tenant.slug_taken",
  );
});

test("nobody has us fill a mailbox: after three mails to one address the next waits, account or not", async () => {
  const { email } = await signUp("flooded");
  const reset = (to: string) => codeOf(guest().signUp.requestReset({ email: to }));
  // The sign-up was the first.
  for (const expected of ["done", "done", "mail.throttled"]) expect(await reset(email)).toBe(expected);
  const nobody = `nobody-${number}@x.example`;
  for (const expected of ["done", "done", "done", "mail.throttled"]) expect(await reset(nobody)).toBe(expected);
  desk.clock.advance(60_000);
  expect(await reset(email)).toBe("done");
});

test("a hundred guesses at once are not one: five are looked at", async () => {
  const { email } = await signUp("burst");
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => signIn(email, "wrong")));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  // One second after the fifth there is one more guess, and the right one clears the slate.
  desk.clock.advance(1000);
  expect(await signIn(email)).not.toBeNull();
  expect(await signIn(email, "wrong")).toBeNull();
});

test("guesses from one network address are counted over all accounts, and a good password does not wipe them out", async () => {
  const { email } = await signUp("sprayed");
  const from = (target: string, password: string) =>
    authenticate(desk, { email: target, password, code: null }, { address: "198.51.100.7", userAgent: null });
  for (let guess = 0; guess < 29; guess++) expect(await from(`g${guess}-${number}@x.example`, "wrong")).toBeNull();
  expect(await from(email, PASSWORD)).not.toBeNull();
  expect(await from(`g29-${number}@x.example`, "wrong")).toBeNull();
  await expect(from(email, PASSWORD)).rejects.toMatchObject({ code: "sign_in.throttled" });
  expect(await signIn(email)).not.toBeNull();
});

test("an invitation sent again has a new link, and the old one opens nothing", async () => {
  const owner = await signUp("again");
  const api = callAs(desk, owner.session).members;
  await api.invite({ email: `v-${number}@x.example`, role: "viewer" });
  const old = lastToken(desk);
  const [invitation] = await api.invitations();
  await api.resend({ id: invitation?.id ?? "" });
  expect(await codeOf(guest().signUp.invitation({ token: old }))).toBe("token.refused");
  await guest().signUp.acceptInvitation({ token: lastToken(desk), name: "V", password: PASSWORD });
  expect(await codeOf(api.resend({ id: invitation?.id ?? "" }))).toBe("invitation.not_found");
  expect(await codeOf(api.invite({ email: `v-${number}@x.example`, role: "viewer" }))).toBe("member.exists");
});

test("two owners who demote each other at once leave one, and whoever leaves is out", async () => {
  const owner = await signUp("demoted");
  const second = await join(owner, "owner");
  const [one, two] = [await idOf(desk, owner), await idOf(desk, second)];
  const outcome = await Promise.all([
    codeOf(callAs(desk, owner.session).members.changeRole({ accountId: two, role: "admin" })),
    codeOf(callAs(desk, second.session).members.changeRole({ accountId: one, role: "admin" })),
  ]);
  // Whoever came second was no owner any more, or would have demoted the last.
  expect(outcome.filter((code) => code === "done")).toHaveLength(1);
  const remaining = outcome[0] === "done" ? owner : second;
  const other = outcome[0] === "done" ? second : owner;
  expect(await codeOf(callAs(desk, remaining.session).members.leave())).toBe("member.last_owner");
  await callAs(desk, other.session).members.leave();
  expect(await codeOf(callAs(desk, other.session).session.me())).toBe("member.not_found");
  expect(await callAs(desk, other.session).session.entrances()).toEqual([]);
  expect((await callAs(desk, other.session).session.person()).account.email).toBe(other.email);
  expect(await auditOf(remaining)).toContain("member.left");
});

test("one's own sessions are listed and ended one by one; another's id ends nothing", async () => {
  const { email, session } = await signUp("listed");
  const other = await signUp("stranger");
  const second = await signIn(email);
  const lines = await callAs(desk, session).account.sessions();
  expect(lines.map(({ current, userAgent }) => ({ current, userAgent }))).toEqual(
    expect.arrayContaining([
      { current: true, userAgent: "test" },
      { current: false, userAgent: "test" },
    ]),
  );
  await callAs(desk, other.session).account.endSession({ id: second?.sessionId ?? "" });
  expect(await codeOf(callAs(desk, second).session.me())).toBe("done");
  await callAs(desk, session).account.endSession({ id: second?.sessionId ?? "" });
  expect(await codeOf(callAs(desk, second).session.me())).toBe("session.ended");
});

test("a changed password voids the links that were mailed to reset it", async () => {
  const { email, session } = await signUp("voided");
  await guest().signUp.requestReset({ email });
  await expect.poll(() => desk.mails.at(-1)?.subject).toBe("Set a new password");
  const token = lastToken(desk);
  await callAs(desk, session).account.changePassword({ current: PASSWORD, next: "another good one" });
  expect(await codeOf(guest().signUp.reset({ token, password: "a third good one" }))).toBe("token.refused");
});

test("recovery codes come with a second factor and go with it", async () => {
  const { email, session } = await signUp("recovery");
  const account = callAs(desk, session).account;
  expect(await codeOf(account.renewRecoveryCodes())).toBe("totp.not_begun");
  const { secret } = await account.beginTotp();
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const old = await account.confirmTotp({ code: totp.generate({ timestamp: desk.clock.now() }) });
  const fresh = await account.renewRecoveryCodes();
  await expect(signIn(email, PASSWORD, old[0] ?? "")).rejects.toMatchObject({ code: "totp.wrong" });
  // As people type them: in small letters, with spaces.
  const typed = (fresh[0] ?? "").toLowerCase().replaceAll("-", " ");
  const twice = await Promise.allSettled([signIn(email, PASSWORD, typed), signIn(email, PASSWORD, typed)]);
  expect(twice.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  desk.clock.advance(11 * 60_000);
  expect((await callAs(desk, session).session.me()).session.stepUpBy).toBe("code");
  expect(await codeOf(callAs(desk, session).session.stepUp({ code: null, password: PASSWORD }))).toBe("totp.required");
  await callAs(desk, session).session.stepUp({ code: fresh[1] ?? "", password: null });
  await account.disableTotp();
  expect(await signIn(email)).not.toBeNull();
  expect(await account.recoveryCodes()).toBe(0);
});

test("what expired long ago is forgotten", async () => {
  const old = createTestDesk(db, null, Date.now() - 10 * DAY_MS);
  const tenant = { name: "F", slug: `forgotten-${number}` };
  await guestOf(old).signUp.request({ email: `f-${number}@x.example`, name: "F", password: PASSWORD, tenant });
  await signUp("later");
  // No role of ours sees the sign-ups of others.
  const everything = new URL(inject("postgresAdminUrl"));
  everything.pathname = new URL(database.urls.owner).pathname;
  const { rows } = await withAdmin(everything.href, (admin) => admin.query("SELECT tenant_slug AS slug FROM sign_ups"));
  const slugs = rows.map(({ slug }) => slug);
  expect(slugs).toContain(`later-${number}`);
  expect(slugs).not.toContain(tenant.slug);
});

test("an operator's procedures are not there for a tenant's owner", async () => {
  const owner = await signUp("curious");
  expect(await codeOf(callAs(desk, owner.session).operator.tenants())).toBe("route.not_found");
});
