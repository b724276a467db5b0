import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { beginSession, type SessionRef } from "@outstation/domain/tenancy/sessions";
import { ensureOperator } from "@outstation/domain/tenancy/tenants";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callAs, createTestDesk, type TestDesk } from "./testing/test-desk";
import { auditOf, codeOf, PASSWORD, type Someone, signInAs, signUp } from "./testing/test-people";

// Promise: one of the platform's own people is inside a tenant only when they said why, for an hour at most, in the tenant's sight.

const EMAIL = "operator@platform.example";
const REASON = "ticket 4711: no readings since noon";

let database: TestDatabase;
let db: Database;
let platformDb: Database;
let desk: TestDesk;
let owner: Someone;
let operator: SessionRef;
let number = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  [db, platformDb] = await Promise.all([openDatabase(database.urls.app, 4), openDatabase(database.urls.platform, 2)]);
  await withPlatform(platformDb, "an operator for the test", (tx) =>
    ensureOperator(tx, { email: EMAIL, name: "Otto", password: PASSWORD }, "operator"),
  );
});
afterAll(async () => {
  await Promise.all([db?.close(), platformDb?.close()]);
  await database?.drop();
});
beforeEach(async () => {
  desk = createTestDesk(db, platformDb, Date.now());
  number += 1;
  owner = await signUp(desk, `helped-${number}`);
  const session = await signInAs(desk, EMAIL);
  if (session === null) throw new Error("the operator cannot sign in");
  operator = session;
});

const asOperator = () => callAs(desk, operator);
const inside = () => callAs(desk, operator, owner.slug);
const asOwner = () => callAs(desk, owner.session);
const tenantId = async () => (await asOwner().session.me()).tenant.id;
const start = async (role: "viewer" | "admin" = "viewer", minutes = 30) =>
  asOperator().operator.startActAs({ tenantId: await tenantId(), role, reason: REASON, minutes });

test("without a grant an operator is a member of nothing, and sees sizes only", async () => {
  expect(await codeOf(inside().session.me())).toBe("member.not_found");
  expect(await codeOf(inside().devices.list())).toBe("member.not_found");
  const line = (await asOperator().operator.tenants()).find(({ slug }) => slug === owner.slug);
  expect(line).toMatchObject({ members: 1, devices: 0, status: "active" });
});

test("with a grant they are inside as what they said, and the tenant sees who, why and until when", async () => {
  const { expiresAt } = await start();
  expect(await inside().session.me()).toMatchObject({ role: "viewer", actAs: { reason: REASON, expiresAt } });
  expect(await codeOf(inside().members.invite({ email: "x@x.example", role: "viewer" }))).toBe("permission.denied");
  expect(await asOwner().audit.actAs()).toMatchObject([{ operator: `Otto <${EMAIL}>`, reason: REASON, active: true }]);
  expect((await auditOf(desk, owner))[0]).toBe("act_as.started");
});

test("what an operator does inside is in the tenant's audit, under their name and for the grant", async () => {
  const { grantId } = await start("admin");
  await inside().members.renameTenant({ name: "Renamed for them" });
  const search = { text: null, events: [], from: null, to: null, limit: 1 };
  const [entry] = (await asOwner().audit.search(search)).entries;
  expect(entry).toMatchObject({ event: "tenant.renamed", actorName: EMAIL, onBehalfOf: `act_as:${grantId}` });
});

test("the hour ends by itself, by the operator, and by the tenant, at the next request", async () => {
  await start("viewer", 15);
  desk.clock.advance(15 * 60_000);
  expect(await codeOf(inside().session.me())).toBe("member.not_found");
  // The clock has moved on by more than a proof of the person counts.
  await callAs(desk, operator).session.stepUp({ code: null, password: PASSWORD });
  const own = await start();
  await asOperator().operator.endActAs({ tenantId: await tenantId(), grantId: own.grantId });
  expect(await codeOf(inside().session.me())).toBe("member.not_found");
  const theirs = await start();
  await asOwner().audit.endActAs({ grantId: theirs.grantId });
  expect(await codeOf(inside().session.me())).toBe("member.not_found");
});

test("an operator makes no owner of themselves, gives no empty reason and stays no longer than an hour", async () => {
  const id = await tenantId();
  const wish = { tenantId: id, role: "viewer" as const, reason: REASON, minutes: 30 };
  expect(await codeOf(asOperator().operator.startActAs({ ...wish, role: "owner" as never }))).toBe("BAD_REQUEST");
  expect(await codeOf(asOperator().operator.startActAs({ ...wish, reason: "         x         " }))).toBe(
    "act_as.invalid",
  );
  expect(await codeOf(asOperator().operator.startActAs({ ...wish, minutes: 61 }))).toBe("BAD_REQUEST");
});

test("a suspended tenant is closed to its members until it is resumed, and both are in its audit", async () => {
  const id = await tenantId();
  await asOperator().operator.suspend({ tenantId: id, reason: "the invoice of May is unpaid" });
  expect(await codeOf(asOwner().session.me())).toBe("tenant.suspended");
  expect(await codeOf(asOwner().devices.list())).toBe("tenant.suspended");
  await asOperator().operator.resume({ tenantId: id });
  expect((await auditOf(desk, owner)).slice(0, 2)).toEqual(["tenant.resumed", "tenant.suspended"]);
});

test("an operator's change asks for a fresh proof, and a session that ended opens nothing", async () => {
  desk.clock.advance(11 * 60_000);
  const id = await tenantId();
  expect(await codeOf(asOperator().operator.suspend({ tenantId: id, reason: REASON }))).toBe("step_up.required");
  await asOperator().session.end();
  expect(await codeOf(asOperator().operator.tenants())).toBe("session.ended");
});

test("a session bound to a tenant's provider opens no operator's door", async () => {
  const id = await tenantId();
  const provider = {
    issuer: "https://login.example",
    clientId: "c",
    clientSecretSealed: new Uint8Array(),
    defaultRole: "viewer",
  };
  const member = { tenantId: id, accountId: operator.accountId, role: "viewer" };
  await withTenant(db, id, async ({ rows }) => {
    await rows.identityProvider.createMany({ data: [{ tenantId: id, ...provider }] });
    await rows.member.createMany({ data: [member] });
    await rows.providerIdentity.createMany({ data: [{ tenantId: id, subject: "s", accountId: operator.accountId }] });
  });
  const bound = await beginSession(
    db,
    { accountId: operator.accountId, boundTenantId: id, userAgent: null, provedAt: desk.clock.now() },
    desk.clock.now(),
  );
  expect(await codeOf(callAs(desk, bound).operator.tenants())).toBe("route.not_found");
});
