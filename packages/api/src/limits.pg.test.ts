import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform } from "@outstation/db/tenant";
import { type LimitOverrides, recordLimitHits } from "@outstation/domain/tenancy/limits";
import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import { ensureOperator } from "@outstation/domain/tenancy/tenants";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callAs, createTestDesk, type TestDesk } from "./testing/test-desk";
import { auditOf, codeOf, join, PASSWORD, type Someone, signInAs, signUp } from "./testing/test-people";

// Promise: a limit names itself, to the one who meets it and to the tenant it is of; only the platform's own people change it.

const EMAIL = "operator@platform.example";
const REASON = "their contract of 2026 says so";
const UNCHANGED: LimitOverrides = {
  messagesPerSecond: null,
  bytesPerSecond: null,
  devices: null,
  pointsPerDevice: null,
  pointsPerTenant: null,
};

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
  owner = await signUp(desk, `limited-${number}`);
  const session = await signInAs(desk, EMAIL);
  if (session === null) throw new Error("the operator cannot sign in");
  operator = session;
});

const asOwner = () => callAs(desk, owner.session, owner.slug);
const tenantId = async () => (await asOwner().session.me()).tenant.id;
const set = async (limits: Partial<LimitOverrides>) =>
  callAs(desk, operator).operator.setTenantLimits({
    tenantId: await tenantId(),
    limits: { ...UNCHANGED, ...limits },
    reason: REASON,
  });
const form = { name: "Pump", type: "pump", site: null, area: null, gatewayKey: null, tags: [], isGateway: false };
const create = (key: string) => asOwner().devices.create({ ...form, key });
const viewOf = async (name: string) =>
  (await asOwner().limits.view()).limits.find((limit) => limit.name === name) ?? { value: -1, planValue: -1, use: -1 };

test("beyond its number of devices a tenant enters none, one by one or by file, until one is retired", async () => {
  await set({ devices: 2 });
  await create("pump-1");
  await create("pump-2");
  const refusal = await create("pump-3").catch((reason: Error) => reason.message);
  expect(refusal).toContain("may have 2 devices in service and has 2");
  const csv = "key,name,type\npump-1,Renamed,pump\npump-3,Pump,pump\n";
  expect(await codeOf(asOwner().devices.checkImport({ csv }))).toBe("tenant.device_limit");
  expect(await codeOf(asOwner().devices.import({ csv }))).toBe("tenant.device_limit");
  expect((await asOwner().devices.list()).map(({ key, name }) => [key, name])).toEqual([
    ["pump-1", "Pump"],
    ["pump-2", "Pump"],
  ]);
  await asOwner().devices.retire({ keys: ["pump-2"] });
  await create("pump-3");
  expect(await codeOf(create("pump-4"))).toBe("tenant.device_limit");
});

test("two who enter the last device at once: one does", async () => {
  await set({ devices: 1 });
  const outcomes = await Promise.all(["pump-1", "pump-2", "pump-3"].map((key) => codeOf(create(key))));
  expect(outcomes.sort()).toEqual(["done", "tenant.device_limit", "tenant.device_limit"]);
});

test("a tenant sees each limit, how much is in use, who changed it and why, and what was met by whom", async () => {
  await create("pump-1");
  expect(await viewOf("devices")).toMatchObject({ value: 10_000, planValue: 10_000, use: 1 });
  await set({ devices: 5 });
  expect(await viewOf("devices")).toMatchObject({ value: 5, planValue: 10_000, use: 1 });
  const now = desk.clock.now();
  const hit = { tenantId: await tenantId(), limit: "messagesPerSecond", asked: 9000, value: 2000 } as const;
  await recordLimitHits(db, [
    { ...hit, deviceKey: "pump-1", at: now - 2 * 3_600_000, times: 2 },
    { ...hit, deviceKey: "pump-1", at: now - 60_000, times: 3, asked: 7000 },
    { ...hit, deviceKey: "pump-2", at: now - 61_000, times: 1 },
    { ...hit, deviceKey: null, at: now - 25 * 3_600_000, times: 7 },
  ]);
  const { hits, set: why } = await asOwner().limits.view();
  expect(hits.map(({ deviceKey, times, asked }) => [deviceKey, times, asked])).toEqual([
    ["pump-1", 5, 9000],
    ["pump-2", 1, 9000],
  ]);
  expect(why).toMatchObject({ by: EMAIL, reason: REASON });
  const ofDevice = await asOwner().limits.ofDevice({ key: "pump-1" });
  expect(ofDevice.map(({ limit, times }) => [limit, times])).toEqual([["messagesPerSecond", 3]]);
  expect(await codeOf(asOwner().limits.ofDevice({ key: "pump-9" }))).toBe("device.not_found");
  const seen = await callAs(desk, operator).operator.limits({ tenantId: await tenantId() });
  expect(seen.limits).toEqual((await asOwner().limits.view()).limits);
  expect(JSON.stringify(seen)).not.toContain("pump-");
  expect(seen.hits.map(({ deviceKey, times, asked }) => [deviceKey, times, asked])).toEqual([[null, 6, 9000]]);
});

test("a member of a tenant changes no limit, the operator does, and the tenant's audit tells", async () => {
  const attempt = async (someone: Someone) =>
    codeOf(
      callAs(desk, someone.session, owner.slug).operator.setTenantLimits({
        tenantId: await tenantId(),
        limits: UNCHANGED,
        reason: REASON,
      }),
    );
  expect(await attempt(owner)).toBe("route.not_found");
  expect(await attempt(await join(desk, owner, "admin"))).toBe("route.not_found");
  await set({ bytesPerSecond: 9 });
  expect((await auditOf(desk, owner))[0]).toBe("tenant.limits_changed");
});
