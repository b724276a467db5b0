import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actOf } from "../../tenancy/audit";
import { ensureTenant } from "../../tenancy/tenants";
import { createSchemaLookup, deprecateSchema, discardDraft, getSchema, listSchemas, publishSchema, saveDraft } from ".";
import { REFRESH_MS } from "./schema-lookup";

// Promise: what was published never changes, and is in force within 10 s; a device that speaks otherwise is seen, and costs a
// write a minute.

const AT = Date.UTC(2026, 10, 24, 12);
const act = actOf("platform:test", "schema.published");
const documentOf = (maximum: number) => ({
  type: "object",
  properties: { temperature: { type: "number", maximum } },
});

let database: TestDatabase;
let app: Database;
let ingest: Database;
let number = 0;
let own: string;
let other: string;
let deviceId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  [app, ingest] = await Promise.all([openDatabase(database.urls.app, 4), openDatabase(database.urls.ingest, 2)]);
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close()]);
  await database?.drop();
});
beforeEach(async () => {
  number += 1;
  const platform = await openDatabase(database.urls.platform, 1);
  const make = (slug: string) =>
    withPlatform(platform, "tenants of the test", (tx) => ensureTenant(tx, { slug, name: slug }));
  [own, other] = [await make(`own-${number}`), await make(`other-${number}`)];
  await platform.close();
  deviceId = newId();
  await withTenant(app, own, ({ rows, tenantId }) =>
    rows.device.create({ data: { tenantId, id: deviceId, key: "pump-7", name: "Pump", type: "pump" } }),
  );
});

const pump = (version: string) => ({ deviceType: "pump", version });
const draft = (version: string, document: unknown = documentOf(100), tenantId = own) =>
  saveDraft(app, tenantId, act, { ...pump(version), document }, AT);
const publish = async (version: string, maximum = 100, tenantId = own) => {
  await draft(version, documentOf(maximum), tenantId);
  await publishSchema(app, tenantId, act, pump(version), AT);
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (reason: { code?: string }) => reason.code,
  );

test("a draft is written, written anew, published and deprecated, and each is in the audit", async () => {
  await draft("1.0", documentOf(1));
  await draft("1.0", documentOf(2));
  await publishSchema(app, own, act, pump("1.0"), AT);
  await deprecateSchema(app, own, act, pump("1.0"), AT + 1);
  expect(await getSchema(app, own, pump("1.0"))).toMatchObject({
    status: "deprecated",
    points: 1,
    publishedAt: AT,
    deprecatedAt: AT + 1,
    document: documentOf(2),
  });
  const events = await withTenant(app, own, ({ rows }) => rows.auditEvent.findMany());
  expect(events.map(({ subject }) => subject)).toEqual(Array(4).fill("pump 1.0"));
});

test("what is published does not change: not by a draft, not by hand", async () => {
  await publish("1.0");
  expect(await codeOf(draft("1.0", documentOf(5)))).toBe("schema.published");
  expect(await codeOf(discardDraft(app, own, act, pump("1.0")))).toBe("schema.published");
  const byHand = (data: object) =>
    withTenant(app, own, ({ rows, tenantId }) => rows.deviceSchema.updateMany({ where: { tenantId }, data }));
  await expect(byHand({ document: documentOf(5) })).rejects.toThrow("a published schema does not change");
  await expect(byHand({ status: "draft", publishedAt: null })).rejects.toThrow("a published schema does not change");
  await expect(
    withTenant(app, own, ({ rows, tenantId }) => rows.deviceSchema.deleteMany({ where: { tenantId } })),
  ).rejects.toThrow("a published schema does not change");
  expect(await getSchema(app, own, pump("1.0"))).toMatchObject({ document: documentOf(100) });
});

test("within a major, versions are published in order; a draft can be discarded", async () => {
  await publish("1.2");
  await draft("1.1");
  expect(await codeOf(publishSchema(app, own, act, pump("1.1"), AT))).toBe("schema.out_of_order");
  await discardDraft(app, own, act, pump("1.1"));
  expect(await codeOf(getSchema(app, own, pump("1.1")))).toBe("schema.not_found");
  await publish("0.9");
  expect(await codeOf(deprecateSchema(app, own, act, pump("1.1"), AT))).toBe("schema.not_found");
});

test.each([
  ["a version that is none", { deviceType: "pump", version: "1", document: documentOf(1) }],
  ["a type that is none", { deviceType: "Pump!", version: "1.0", document: documentOf(1) }],
  ["a document that is none", { deviceType: "pump", version: "1.0", document: { type: "array" } }],
])("%s is refused", async (_what, wrong) => {
  expect(await codeOf(saveDraft(app, own, act, wrong, AT))).toBe("schema.invalid");
});

test("the workers know what is published, each tenant's own, and no draft; a change within 10 s", async () => {
  const clock = manualClock(AT);
  const lookup = createSchemaLookup(ingest, clock);
  await publish("1.0", 10);
  await publish("1.0", 20, other);
  await draft("1.1");
  await lookup.prepare();
  const versions = (tenantId: string) => [...(lookup.schemasOf(tenantId, "pump")?.versions.keys() ?? [])];
  expect([versions(own), versions(other), lookup.schemasOf(own, "fan")]).toEqual([["1.0"], ["1.0"], null]);
  const hot = { point: "temperature", value: 15, measuredAt: 0, quality: "good" } as const;
  expect(lookup.schemasOf(own, "pump")?.highest.get(1)?.problemOf(hot)).toContain("at most 10");
  expect(lookup.schemasOf(other, "pump")?.highest.get(1)?.problemOf(hot)).toBeNull();
  await publishSchema(app, own, act, pump("1.1"), AT);
  await lookup.prepare();
  expect(versions(own)).toEqual(["1.0"]);
  clock.advance(REFRESH_MS);
  await lookup.prepare();
  await expect.poll(() => versions(own)).toEqual(["1.0", "1.1"]);
  await deprecateSchema(app, own, act, pump("1.0"), AT);
  await lookup.refresh();
  expect(versions(own)).toEqual(["1.0", "1.1"]);
  expect(REFRESH_MS).toBeLessThan(10_000);
});

test("of many changes in one instant none is missed", async () => {
  const lookup = createSchemaLookup(ingest, manualClock(AT));
  for (let minor = 0; minor < 4; minor += 1) {
    await publish(`1.${minor}`);
    await lookup.refresh();
    expect(lookup.schemasOf(own, "pump")?.highest.get(1)?.version).toBe(`1.${minor}`);
  }
});

test("before anything could be read, a batch is held up rather than let through unchecked", async () => {
  const away = await openDatabase(database.urls.ingest, 1);
  await away.close();
  await expect(createSchemaLookup(away, manualClock(AT)).prepare()).rejects.toThrow();
});

test("a flag is a row for each device and version, whatever number of messages it stands for", async () => {
  const lookup = createSchemaLookup(ingest, manualClock(AT));
  await publish("1.0");
  const flag = { tenantId: own, deviceId, declared: "1.4", checkedBy: "1.0" };
  for (let message = 0; message < 1000; message += 1) lookup.flag({ ...flag, at: AT + message });
  await lookup.flush();
  lookup.flag({ ...flag, at: AT - 5 });
  lookup.flag({ ...flag, declared: "1.5", at: AT });
  await lookup.flush();
  const { flags } = await listSchemas(app, own, AT);
  expect(
    flags.map(({ deviceKey, declared, messages, firstSeenAt, lastSeenAt }) => ({
      deviceKey,
      declared,
      messages,
      firstSeenAt,
      lastSeenAt,
    })),
  ).toEqual([
    { deviceKey: "pump-7", declared: "1.4", messages: 1001, firstSeenAt: AT - 5, lastSeenAt: AT + 999 },
    { deviceKey: "pump-7", declared: "1.5", messages: 1, firstSeenAt: AT, lastSeenAt: AT },
  ]);
  await publish("1.4");
  expect((await listSchemas(app, own, AT)).flags.map(({ declared }) => declared)).toEqual(["1.5"]);
  expect((await listSchemas(app, other, AT)).flags).toEqual([]);
});

test("a device that makes versions up does not fill the table, and its known ones are still counted", async () => {
  const lookup = createSchemaLookup(ingest, manualClock(AT));
  const flag = (declared: string) => lookup.flag({ tenantId: own, deviceId, declared, checkedBy: "1.0", at: AT });
  for (let minor = 1; minor <= 25; minor += 1) {
    flag(`1.${minor}`);
    await lookup.flush();
  }
  flag("1.3");
  for (let minor = 100; minor < 150; minor += 1) flag(`1.${minor}`);
  await lookup.flush();
  const { flags } = await listSchemas(app, own, AT);
  expect(flags).toHaveLength(20);
  expect(flags.find(({ declared }) => declared === "1.3")?.messages).toBe(2);
});

test("a device that is new is written by itself; what cannot be written does not hold up others", async () => {
  const errors: unknown[] = [];
  const lookup = createSchemaLookup(ingest, manualClock(AT), (reason) => errors.push(reason));
  const flag = { declared: "1.4", checkedBy: "1.0", at: AT };
  lookup.flag({ ...flag, tenantId: other, deviceId: newId() });
  lookup.flag({ ...flag, tenantId: own, deviceId });
  await expect.poll(async () => (await listSchemas(app, own, AT)).flags.length, { timeout: 10_000 }).toBe(1);
  expect(errors).toHaveLength(1);
});
