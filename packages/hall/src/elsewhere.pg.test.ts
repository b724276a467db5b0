import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { createGuardedFetch } from "@outstation/adapters/http";
import { openOidc } from "@outstation/adapters/oidc";
import { openTestProvider, type TestProvider } from "@outstation/adapters/oidc/testing";
import { openFileSigner } from "@outstation/adapters/signer";
import { callAs, createTestDesk, type TestDesk } from "@outstation/api/testing/test-desk";
import { auditOf, codeOf, idOf, join, type Someone, signInAs, signUp } from "@outstation/api/testing/test-people";
import { type Database, openDatabase } from "@outstation/db/database";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import type { NextResponse } from "next/server";
import { decode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { comeBack, goElsewhere, OIDC_COOKIE } from "./elsewhere";
import { REFUSAL_COOKIE } from "./refusal";
import type { SessionRef } from "./session";

// Promise: a tenant's provider says who its own members are, and nothing of anyone or anything else.

const SECRET = "a secret of this test";
const NAME = "__Secure-next-auth.session-token";
const folder = mkdtempSync(joinPath(tmpdir(), "outstation-elsewhere-"));
let database: TestDatabase;
let db: Database;
let provider: TestProvider;
let ca: string;
let tls: { certificate: string; key: string };
const providerOf = () => openTestProvider({ tls, ca, redirectUri: "https://app.example/sign-in/oidc/callback" });
beforeAll(async () => {
  vi.stubEnv("NEXTAUTH_SECRET", SECRET);
  vi.stubEnv("NEXTAUTH_URL", "https://app.example");
  const { platform } = await openFileSigner(folder, Date.now);
  ca = platform.root;
  tls = await platform.serverFor(["127.0.0.1"]);
  provider = await providerOf();
  database = await createTestDatabase();
  db = await openDatabase(database.urls.app, 6);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await provider?.close();
  await db?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

let desk: TestDesk;
let number = 0;
let owner: Someone;
beforeEach(async () => {
  number += 1;
  desk = deskFor(provider.issuer);
  owner = await signUp(desk, `acme-${number}`);
  await configure({});
});

function deskFor(...allowedOrigins: string[]): TestDesk {
  const made = createTestDesk(db, null, Date.now());
  return { ...made, oidc: openOidc(createGuardedFetch({ allowedOrigins, ca }), Date.now) };
}

type Form = Parameters<ReturnType<typeof callAs>["signInProvider"]["configure"]>[0];
const formOf = (change: Partial<Form>): Form => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: provider.clientSecret,
  domains: [`${owner.slug}.example`],
  defaultRole: "viewer",
  enforced: false,
  ...change,
});
const configure = (change: Partial<Form>, session: SessionRef = owner.session) =>
  callAs(desk, session).signInProvider.configure(formOf(change));

const WISH: { next: string | null; fresh: boolean } = { next: null, fresh: false };
const CALLER = { address: null, userAgent: "browser" };
const cookieOf = (response: NextResponse, name: string) => response.cookies.get(name)?.value || undefined;
const placeOf = (response: NextResponse) => response.headers.get("location") ?? "";

/** A browser that goes to the provider, signs in there and comes back. */
async function goAndComeBack(login: string, wish = WISH, slug = owner.slug): Promise<NextResponse> {
  const away = await goElsewhere(desk, slug, wish);
  const answer = new URL(await provider.signIn(placeOf(away), login));
  return comeBack(desk, { search: answer.search, sealed: cookieOf(away, OIDC_COOKIE), caller: CALLER });
}

/** The session in the cookie, as next-auth reads it; or why there is none. */
async function sessionOf(response: NextResponse): Promise<SessionRef> {
  const token = await decode({ token: cookieOf(response, NAME) ?? "", secret: SECRET });
  if (token?.sub === undefined) throw new Error(`no session: ${cookieOf(response, REFUSAL_COOKIE)}`);
  return { accountId: token.sub, sessionId: String(token.sid) };
}
const refusalOf = (response: NextResponse): string => JSON.parse(cookieOf(response, REFUSAL_COOKIE) ?? "{}").code;

/** Someone of the provider. */
function person(login: string, email: string, verified = true): string {
  provider.people.set(`${login}-${number}`, { email, email_verified: verified, name: login });
  return `${login}-${number}`;
}

test("a member comes in by a verified address, once linked by whoever the provider says it is, and into this tenant only", async () => {
  const other = await signUp(desk, `other-${number}`);
  const ada = await join(desk, owner, "operator", `ada@somewhere-${number}.example`);
  await callAs(desk, other.session).members.invite({ email: ada.email, role: "owner" });
  const [, token = ""] = /invitations\/(\S+)/.exec(desk.mails.at(-1)?.text ?? "") ?? [];
  await callAs(desk, ada.session).session.acceptInvitation({ token });
  const login = person("ada", ada.email.toUpperCase());
  const session = await sessionOf(await goAndComeBack(login));

  const me = await callAs(desk, session, other.slug).session.me();
  expect(me).toMatchObject({
    account: { email: ada.email },
    role: "operator",
    tenant: { slug: owner.slug },
    session: { stepUpBy: "provider" },
  });
  expect(me.memberships.map(({ slug }) => slug)).toEqual([owner.slug]);
  const api = callAs(desk, session);
  const changes = [
    api.account.rename({ name: "Mallory" }),
    api.account.changePassword({ current: "x", next: "a password of my own" }),
    api.account.beginTotp(),
    api.account.sessions(),
    api.session.foundTenant({ name: "M", slug: `m-${number}` }),
  ];
  expect(await Promise.all(changes.map(codeOf))).toEqual(changes.map(() => "session.bound"));

  person("ada", `another@somewhere-${number}.example`);
  expect((await sessionOf(await goAndComeBack(login))).accountId).toBe(session.accountId);
  expect((await auditOf(desk, owner)).filter((event) => event === "sign_in.linked")).toHaveLength(1);
});

test("someone new of an allowed domain becomes a member, also when they come twice at once", async () => {
  const login = person("new", `new@${owner.slug}.example`);
  const both = await Promise.all([goAndComeBack(login), goAndComeBack(login)]);
  const sessions = await Promise.all(both.map(sessionOf));
  expect(new Set(sessions.map(({ accountId }) => accountId)).size).toBe(1);
  expect((await callAs(desk, sessions[0] ?? null).session.me()).role).toBe("viewer");
  const events = await auditOf(desk, owner);
  expect(events.filter((event) => event === "member.joined")).toHaveLength(1);
  // Such an account has no password, and none opens it.
  expect(await signInAs(desk, `new@${owner.slug}.example`, "")).toBeNull();
});

test.each([
  ["of another domain", () => person("far", `far@elsewhere-${number}.example`)],
  ["whose address is not verified", () => person("liar", `liar@${owner.slug}.example`, false)],
  ["who says to be the owner, without a verified address", () => person("thief", owner.email, false)],
])("someone %s does not come in", async (_who, login) => {
  const response = await goAndComeBack(login());
  expect(refusalOf(response)).toBe("oidc.not_a_member");
  expect(placeOf(response)).toBe(`https://app.example/sign-in?tenant=${owner.slug}`);
  expect(cookieOf(response, NAME)).toBeUndefined();
});

test("a provider does not take over an account that is nothing of its tenant", async () => {
  const victim = await signUp(desk, `victim-${number}`, `victim-${number}@gmail.example`);
  await configure({ domains: ["gmail.example"] });
  expect(refusalOf(await goAndComeBack(person("victim", victim.email)))).toBe("oidc.not_a_member");
});

test("an answer counts in the browser that asked, and for ten minutes", async () => {
  const login = person("slow", `slow@${owner.slug}.example`);
  const away = await goElsewhere(desk, owner.slug, WISH);
  const { search } = new URL(await provider.signIn(placeOf(away), login));
  expect(refusalOf(await comeBack(desk, { search, sealed: undefined, caller: CALLER }))).toBe("oidc.refused");
  const other = await goElsewhere(desk, owner.slug, WISH);
  const inOther = { search, sealed: cookieOf(other, OIDC_COOKIE), caller: CALLER };
  expect(refusalOf(await comeBack(desk, inOther))).toBe("oidc.refused");
  const sealed = cookieOf(away, OIDC_COOKIE);
  const foreign = createTestDesk(db, null, Date.now());
  expect(refusalOf(await comeBack({ ...desk, secrets: foreign.secrets }, { search, sealed, caller: CALLER }))).toBe(
    "oidc.refused",
  );
  desk.clock.advance(10 * 60_000);
  expect(refusalOf(await comeBack(desk, { search, sealed, caller: CALLER }))).toBe("oidc.refused");
});

test("what the browser keeps is sealed, out of the reach of scripts, and gone afterwards; it goes where it was heading", async () => {
  const login = person("guest", `guest@${owner.slug}.example`);
  const away = await goElsewhere(desk, owner.slug, WISH);
  expect(away.cookies.get(OIDC_COOKIE)).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: "lax",
    path: "/sign-in/oidc",
  });
  const back = await goAndComeBack(login, { next: "/devices?q=pump", fresh: false });
  expect(placeOf(back)).toBe("https://app.example/devices?q=pump");
  expect(back.cookies.get(NAME)).toMatchObject({ httpOnly: true, secure: true, sameSite: "lax", path: "/" });
  expect(cookieOf(back, OIDC_COOKIE)).toBeUndefined();
  expect(placeOf(await goAndComeBack(login, { next: "//evil.example", fresh: false }))).toBe("https://app.example/");
});

test("a tenant without a provider, and an unknown one, look alike", async () => {
  const plain = await signUp(desk, `plain-${number}`);
  const refusals = [];
  for (const slug of [plain.slug, "no-such-tenant"])
    refusals.push(cookieOf(await goElsewhere(desk, slug, WISH), REFUSAL_COOKIE));
  expect(refusals[0]).toBe(refusals[1]);
  expect(refusals[0]).toContain("oidc.not_configured");
});

test("the provider can be made the only way in, by someone who came that way; passwords then stop opening the tenant", async () => {
  expect(await codeOf(configure({ enforced: true }))).toBe("oidc.enforce_first");
  const through = await sessionOf(await goAndComeBack(person("olga", owner.email), { next: null, fresh: true }));
  await configure({ enforced: true, clientSecret: null }, through);
  expect(await codeOf(callAs(desk, owner.session).session.me())).toBe("tenant.provider_required");
  expect(await callAs(desk, owner.session).session.entrances()).toMatchObject([
    { slug: owner.slug, ssoRequired: true },
  ]);
  expect((await callAs(desk, through).session.me()).role).toBe("owner");
  // Of several, the one that is open is entered, and this one when it is asked for.
  await callAs(desk, owner.session).session.foundTenant({ name: "Z", slug: `zzz-${number}` });
  expect((await callAs(desk, owner.session).session.me()).tenant.slug).toBe(`zzz-${number}`);
  expect(await codeOf(callAs(desk, owner.session, owner.slug).session.me())).toBe("tenant.provider_required");
});

test("a change that matters asks the provider for a fresh proof, and not the password", async () => {
  const login = person("olga", owner.email);
  const stale = await sessionOf(await goAndComeBack(login));
  expect(await codeOf(configure({}, stale))).toBe("step_up.required");
  expect(await codeOf(callAs(desk, stale).session.stepUp({ code: null, password: "correct horse battery" }))).toBe(
    "step_up.through_provider",
  );
  const fresh = await sessionOf(await goAndComeBack(login, { next: null, fresh: true }));
  expect(await codeOf(configure({}, fresh))).toBe("done");
  desk.clock.advance(11 * 60_000);
  expect(await codeOf(configure({}, fresh))).toBe("step_up.required");
});

test("who came through a provider is out when it is removed, when it becomes another, and when they are no member any more", async () => {
  const login = person("mia", `mia@${owner.slug}.example`);
  const enter = async () => sessionOf(await goAndComeBack(login));
  const meOf = (session: SessionRef) => codeOf(callAs(desk, session).session.me());

  const first = await enter();
  await configure({ domains: [] });
  expect(await meOf(first)).toBe("done");
  await callAs(desk, owner.session).signInProvider.remove();
  expect(await meOf(first)).toBe("session.ended");
  expect(refusalOf(await goElsewhere(desk, owner.slug, WISH))).toBe("oidc.not_configured");

  await configure({});
  const second = await enter();
  expect(second.accountId).toBe(first.accountId);
  const another = await providerOf();
  try {
    desk = { ...desk, oidc: deskFor(provider.issuer, another.issuer).oidc };
    const { issuer, clientSecret } = another;
    expect(await codeOf(configure({ issuer, clientSecret: null }))).toBe("oidc.secret_missing");
    await configure({ issuer, clientSecret });
    expect(await meOf(second)).toBe("session.ended");
  } finally {
    await another.close();
  }

  await configure({});
  const third = await enter();
  await callAs(desk, owner.session).members.remove({ accountId: third.accountId });
  expect(await meOf(third)).toBe("member.not_found");
  expect(refusalOf(await goAndComeBack(login))).toBe("oidc.not_a_member");
});

test("the secret is kept sealed and shown to nobody", async () => {
  const view = await callAs(desk, owner.session).signInProvider.get();
  expect(view).toMatchObject({ issuer: provider.issuer, clientId: provider.clientId });
  expect(JSON.stringify(view)).not.toContain(provider.clientSecret);
  const { entries } = await callAs(desk, owner.session).audit.search({
    text: null,
    events: [],
    from: null,
    to: null,
    limit: 100,
  });
  expect(JSON.stringify(entries)).toContain(provider.issuer);
  expect(JSON.stringify(entries)).not.toContain(provider.clientSecret);
});

test("only an owner sets the provider, and it must be one, at a public address, for domains that are some", async () => {
  const admin = await join(desk, owner, "admin");
  expect(await codeOf(configure({}, admin.session))).toBe("permission.denied");
  const api = callAs(desk, owner.session).signInProvider;
  expect(await api.test({ issuer: provider.issuer })).toEqual({ authorizationEndpoint: `${provider.issuer}/auth` });
  expect(await codeOf(api.test({ issuer: "https://10.0.0.1" }))).toBe("oidc.address_refused");
  expect(await codeOf(configure({ issuer: "https://169.254.169.254" }))).toBe("oidc.address_refused");
  expect(await codeOf(configure({ issuer: `${provider.issuer}/nothing-here` }))).toBe("oidc.unreachable");
  expect(await codeOf(configure({ domains: ["@acme"] }))).toBe("oidc.domain_invalid");
  expect(await idOf(desk, owner)).toBe(owner.session.accountId);
});
