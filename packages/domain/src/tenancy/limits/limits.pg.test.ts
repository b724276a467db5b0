import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actOf } from "../audit";
import { ensureTenant } from "../tenants";
import { createHitRecorder, createLimitLookup, DEFAULT_LIMITS, type LimitHit, NO_OVERRIDES, recordLimitHits } from ".";
import { REFRESH_MS } from "./limit-lookup";
import { setTenantLimits } from "./set-limits";

// Promises: a tenant's limits are in force within 10 s of an operator's word, which its audit tells; every hit is counted once,
// in its own tenant.

const HOUR_MS = 3_600_000;
const AT = Math.floor(Date.UTC(2026, 10, 24, 12) / HOUR_MS) * HOUR_MS;
const REASON = "A test of the limits";
const ACT = actOf("platform:test", "tenant.limits_changed");

let database: TestDatabase;
let app: Database;
let ingest: Database;
let platform: Database;
let number = 0;
let own: { id: string; slug: string };
let other: { id: string; slug: string };
beforeAll(async () => {
  database = await createTestDatabase();
  [app, ingest, platform] = await Promise.all([
    openDatabase(database.urls.app, 2),
    openDatabase(database.urls.ingest, 2),
    openDatabase(database.urls.platform, 2),
  ]);
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close(), platform?.close()]);
  await database?.drop();
});
beforeEach(async () => {
  number += 1;
  const make = (slug: string) =>
    withPlatform(platform, "tenants of the test", async (tx) => ({
      slug,
      id: await ensureTenant(tx, { slug, name: slug }),
    }));
  [own, other] = [await make(`own-${number}`), await make(`other-${number}`)];
});

const set = (tenantId: string, limits: Partial<typeof NO_OVERRIDES>, reason = REASON) =>
  setTenantLimits(platform, ACT, { tenantId, limits: { ...NO_OVERRIDES, ...limits }, reason }, AT);
const hit = (more: Partial<LimitHit> = {}): LimitHit => ({
  tenantId: own.id,
  limit: "messagesPerSecond",
  deviceKey: "pump-7",
  at: AT,
  times: 1,
  asked: 3000,
  value: 2000,
  ...more,
});
const hitsOf = (tenantId: string) =>
  withTenant(app, tenantId, ({ rows }) =>
    rows.tenantLimitHit.findMany({ orderBy: [{ hour: "asc" }, { limitName: "asc" }, { deviceKey: "asc" }] }),
  );

test("a tenant without a word of an operator has the default plan's limits; an override replaces one, and null takes it back", async () => {
  const clock = manualClock(AT);
  const lookup = createLimitLookup(ingest, clock);
  await set(own.id, { messagesPerSecond: 20 });
  await lookup.refresh();
  expect(lookup.limitsOf(own.slug)).toEqual({ ...DEFAULT_LIMITS, messagesPerSecond: 20 });
  expect(lookup.limitsOfId(own.id).messagesPerSecond).toBe(20);
  expect(lookup.limitsOf(other.slug)).toEqual(DEFAULT_LIMITS);
  await set(own.id, {});
  await lookup.refresh();
  expect(lookup.limitsOf(own.slug)).toEqual(DEFAULT_LIMITS);
});

test("who asks all the time sees a change within 10 s, and no question waits for the database", async () => {
  const clock = manualClock(AT);
  const lookup = createLimitLookup(ingest, clock);
  await lookup.refresh();
  await set(own.id, { devices: 3 });
  expect(lookup.limitsOf(own.slug).devices).toBe(DEFAULT_LIMITS.devices);
  clock.advance(REFRESH_MS);
  await expect.poll(() => lookup.limitsOf(own.slug).devices).toBe(3);
  expect(REFRESH_MS).toBeLessThan(10_000);
});

test("while the database is away, what was known stays in force", async () => {
  const clock = manualClock(AT);
  const away = await openDatabase(database.urls.ingest, 1);
  const errors: unknown[] = [];
  const lookup = createLimitLookup(away, clock, (reason) => errors.push(reason));
  await set(own.id, { devices: 5 });
  await lookup.refresh();
  await away.close();
  clock.advance(REFRESH_MS);
  expect(lookup.limitsOf(own.slug).devices).toBe(5);
  await expect.poll(() => errors.length).toBe(1);
  expect(lookup.limitsOf(own.slug).devices).toBe(5);
  expect(errors).toHaveLength(1);
});

test("the tenant's audit says what changed and why", async () => {
  await set(own.id, { devices: 5, bytesPerSecond: 9 });
  await set(own.id, { devices: 6, bytesPerSecond: 9 }, "Six they wanted");
  const events = await withTenant(app, own.id, ({ rows }) => rows.auditEvent.findMany({ orderBy: { seq: "asc" } }));
  expect(events.map(({ event, before, after }) => [event, before, after])).toEqual([
    [
      "tenant.limits_changed",
      { devices: null, bytesPerSecond: null },
      { devices: 5, bytesPerSecond: 9, reason: REASON },
    ],
    ["tenant.limits_changed", { devices: 5 }, { devices: 6, reason: "Six they wanted" }],
  ]);
});

test.each<[string, Partial<typeof NO_OVERRIDES>, string]>([
  ["nothing", { devices: 0 }, REASON],
  ["half a message", { messagesPerSecond: 0.5 }, REASON],
  ["more than a column holds", { bytesPerSecond: 2 ** 31 }, REASON],
  ["no reason", { devices: 1 }, "          "],
])("%s is refused", async (_what, limits, reason) => {
  await expect(set(own.id, limits, reason)).rejects.toMatchObject({ code: "tenant.limit_invalid" });
});

test("hits of one hour add up, by tenant, limit and device; the most that was asked for stays", async () => {
  await recordLimitHits(ingest, [hit(), hit({ at: AT + 5, asked: 9000 }), hit({ deviceKey: null, times: 4 })]);
  await recordLimitHits(ingest, [hit({ at: AT + 9, asked: 2500, value: 2400 }), hit({ tenantId: other.id })]);
  await recordLimitHits(ingest, [hit({ at: AT + HOUR_MS })]);
  expect(
    (await hitsOf(own.id)).map((row) => [
      row.deviceKey,
      row.hour.getTime() - AT,
      row.times,
      row.firstAt.getTime() - AT,
      row.lastAt.getTime() - AT,
      row.asked,
      row.limitValue,
    ]),
  ).toEqual([
    ["", 0, 4n, 0, 0, 3000, 2000],
    ["pump-7", 0, 3n, 0, 9, 9000, 2400],
    ["pump-7", HOUR_MS, 1n, HOUR_MS, HOUR_MS, 3000, 2000],
  ]);
  expect((await hitsOf(other.id)).map(({ times }) => times)).toEqual([1n]);
});

test("hits of a month ago go when new ones come", async () => {
  await recordLimitHits(ingest, [hit({ at: AT - 32 * 24 * HOUR_MS })]);
  await recordLimitHits(ingest, [hit()]);
  expect((await hitsOf(own.id)).map(({ hour }) => hour.getTime())).toEqual([AT]);
});

test("what the recorder could not write it writes later, and once", async () => {
  const errors: unknown[] = [];
  // Its role may read hits and write none.
  let target = platform;
  const proxied = new Proxy(ingest, { get: (_, name) => target[name as keyof Database] });
  const recorder = createHitRecorder(proxied, { everyMs: 60_000, onError: (reason) => errors.push(reason) });
  for (let times = 0; times < 3; times += 1) recorder.note(hit());
  await recorder.flush();
  expect([errors.length, await hitsOf(own.id)]).toEqual([1, []]);
  target = ingest;
  recorder.note(hit());
  await recorder.stop();
  await recorder.flush();
  expect((await hitsOf(own.id)).map(({ times }) => times)).toEqual([4n]);
});
