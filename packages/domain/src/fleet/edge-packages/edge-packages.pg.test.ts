import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { openFileSigner } from "@outstation/adapters/signer";
import { ConfigMessage } from "@outstation/contracts/edge/package-delivery";
import { sha256OfBody, verifySigned } from "@outstation/contracts/edge/verify-signed";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { BrokerAccess, DocumentSigner } from "../../ports";
import { actOf } from "../../tenancy/audit";
import { ensureTenant } from "../../tenancy/tenants";
import { carryOut } from "../access";
import { createDevice } from "../devices";
import { saveStatus } from "../presence";
import { discardDraft, publishDraft, republish, saveDraft, viewPackages, viewVersion } from ".";

// Promise: a gateway is sent what a person published, signed, until it says that it runs it; what is wrong is not published;
// and every version says who, when and what changed.

const PUBLISHING = actOf("account:test", "edge_package.published");
const DRAFTING = actOf("account:test", "edge_package.drafted");
const CREATING = actOf("account:test", "device.created");
const form = { name: "A device", type: "pump", site: null, area: null, gatewayKey: null, tags: [] };
const reporting = { batchMs: 1000, heartbeatMs: 60_000 };

let now = Date.UTC(2026, 10, 24);
let folder: string;
let documents: DocumentSigner;
let database: TestDatabase;
let app: Database;
let ingest: Database;
let platform: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-packages-"));
  ({ documents } = await openFileSigner(folder, () => now));
  database = await createTestDatabase();
  [app, ingest, platform] = await Promise.all([
    openDatabase(database.urls.app, 4),
    openDatabase(database.urls.ingest, 2),
    openDatabase(database.urls.platform, 1),
  ]);
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close(), platform?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

let tenants = 0;
let tenant: { id: string; slug: string };
let gatewayId: string;
beforeEach(async () => {
  tenants += 1;
  const slug = `tenant-${tenants}`;
  const id = await withPlatform(platform, "a tenant for the test", (tx) => ensureTenant(tx, { slug, name: slug }));
  tenant = { id, slug };
  await createDevice(app, tenant, CREATING, { ...form, key: "gw-1", isGateway: true });
  await createDevice(app, tenant, CREATING, { ...form, key: "pump-1", gatewayKey: "gw-1", isGateway: false });
  await createDevice(app, tenant, CREATING, { ...form, key: "stranger", isGateway: false });
  gatewayId = await withTenant(app, id, async ({ rows }) => {
    return (await rows.device.findUniqueOrThrow({ where: { tenantId_key: { tenantId: id, key: "gw-1" } } })).id;
  });
});

const sourceOf = (
  more: object = {},
  points: object[] = [{ name: "speed", table: "input", address: 0, type: "uint16" }],
) => ({
  ...{ id: "line", device: "pump-1", driver: "modbus", host: "10.0.0.9", port: 502, unitId: 1 },
  points,
  ...more,
});
const draft = (...sources: object[]) =>
  saveDraft(app, tenant, DRAFTING, { key: "gw-1", body: { reporting, sources: sources as never } }, now);
const publish = (follows: number, note: string | null = null) =>
  publishDraft(app, tenant, PUBLISHING, { key: "gw-1", follows, note }, now);
const view = () => viewPackages(app, tenant, "gw-1");

/** What the outbox process does, with a broker that keeps what it is given. */
async function deliver(): Promise<{ topic: string; payload: Uint8Array }[]> {
  const sent: { topic: string; payload: Uint8Array }[] = [];
  const access = {
    send: async (topic: string, payload: Uint8Array) => {
      sent.push({ topic, payload });
      return true;
    },
  } as unknown as BrokerAccess;
  const due = await withTenant(app, tenant.id, ({ rows }) => rows.outboxEntry.findMany({ where: { doneAt: null } }));
  const desk = { db: ingest, access, documents, refreshRevocationList: async () => undefined, now: () => now };
  for (const { id } of due) expect(await carryOut(desk, { tenantId: tenant.id, id })).toBeNull();
  return sent;
}

/** The package in a message, as a gateway would read it. */
function read(payload: Uint8Array) {
  const plain = payload[0] === 0x1f ? gunzipSync(payload) : Buffer.from(payload);
  const { edgePackage } = ConfigMessage.parse(JSON.parse(plain.toString("utf8")));
  if (edgePackage === undefined) throw new Error("no package");
  const body = verifySigned(edgePackage, documents.signingKeys(), "edge package");
  return {
    sha256: sha256OfBody(body),
    edgePackage: JSON.parse(body) as { version: number; sources: { id: string }[] },
  };
}

const say = (status: object) =>
  saveStatus(ingest, {
    ...{ tenantId: tenant.id, deviceId: gatewayId, receivedAt: now },
    payload: Buffer.from(JSON.stringify({ online: true, ts: now, ...status })),
  });

test("a draft is published as the next version, with its points and their units, and delivered signed", async () => {
  await draft(sourceOf({}, [{ name: "speed", unit: "/min", decimals: 1, table: "input", address: 0, type: "uint16" }]));
  expect((await view()).draft).toMatchObject({ basedOn: 1, problems: [], changes: [{ where: "sources.line" }] });
  expect(await publish(1, "the first line")).toEqual({ version: 2 });
  const [sent, ...more] = await deliver();
  expect(more).toEqual([]);
  expect(sent?.topic).toBe(`${tenant.slug}/d/gw-1/down/config`);
  const { edgePackage, sha256 } = read(sent?.payload ?? new Uint8Array());
  expect(edgePackage).toMatchObject({ version: 2, tenant: tenant.slug, gateway: "gw-1", sources: [{ id: "line" }] });
  const { desired, draft: left, history } = await view();
  expect(desired).toMatchObject({
    version: 2,
    sha256,
    createdBy: "test",
    note: "the first line",
    sources: 1,
    points: 1,
  });
  expect(left).toBeNull();
  expect(history.map(({ version }) => version)).toEqual([2, 1]);
  const [point] = await withTenant(app, tenant.id, ({ rows }) => rows.point.findMany());
  expect(point).toMatchObject({ name: "speed", unit: "/min", decimals: 1, silenceMsMax: 180_000 });
  const events = await withTenant(app, tenant.id, ({ rows }) =>
    rows.auditEvent.findMany({ where: { event: "edge_package.published" } }),
  );
  expect(events).toMatchObject([{ subject: "gw-1", after: { version: 2, changed: ["sources.line"], changes: 1 } }]);
});

test.each([
  ["a device that is not attached", [sourceOf({ device: "stranger" })], "stranger is not attached"],
  ["two sources of one name", [sourceOf(), sourceOf({ port: 503 })], "a second source"],
  ["one point twice", [sourceOf(), sourceOf({ id: "other" })], "pump-1 has a point of this name from line already"],
  ["a word misspelt", [sourceOf({ pollMS: 500 })], "sources.line.pollMS: is not known"],
  ["what no driver can read", [sourceOf({ port: "x" })], "sources.line.port"],
])("%s is not published, and the gateway keeps what it has", async (_what, sources, says) => {
  await draft(...sources);
  const problems = (await view()).draft?.problems ?? [];
  expect(problems.map(({ where, says: text }) => `${where}: ${text}`).join("\n")).toContain(says);
  await expect(publish(1)).rejects.toMatchObject({
    code: "edge_package.invalid",
    publicMessage: expect.stringContaining(says),
  });
  expect((await view()).desired.version).toBe(1);
  expect(await deliver()).toEqual([]);
});

test("who did not see the latest version publishes nothing; of two at once, one does", async () => {
  await draft(sourceOf());
  await expect(publish(2)).rejects.toMatchObject({ code: "edge_package.changed_since" });
  const outcomes = await Promise.allSettled([publish(1), publish(1)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await view()).history).toHaveLength(2);
});

test("an earlier version comes back as a new one, and a version tells what it changed", async () => {
  await draft(sourceOf());
  await publish(1);
  await draft(sourceOf({ host: "10.0.0.10" }));
  await publish(2);
  expect((await viewVersion(app, tenant.id, { key: "gw-1", version: 3 })).changes).toEqual([
    { where: "sources.line.host", before: '"10.0.0.9"', after: '"10.0.0.10"' },
  ]);
  const back = { key: "gw-1", follows: 3, version: 2, note: "the new address was wrong" };
  expect(await republish(app, tenant, PUBLISHING, back, now)).toEqual({ version: 4 });
  const latest = await view();
  expect(latest.desired).toMatchObject({ version: 4, republishes: 2, note: back.note });
  expect(latest.edgePackage?.sources[0]).toMatchObject({ host: "10.0.0.9" });
  await expect(republish(app, tenant, PUBLISHING, { ...back, follows: 4, version: 9 }, now)).rejects.toMatchObject({
    code: "edge_package.not_found",
  });
});

test("a gateway that was away gets its package when it connects, and again each minute until it echoes it", async () => {
  await draft(sourceOf());
  await publish(1);
  const [sent] = await deliver();
  const { sha256 } = read(sent?.payload ?? new Uint8Array());
  expect((await view()).drift).toEqual({ state: "unreported", since: now, reason: null });
  const old = { packageVersion: 1, packageSha256: "0".repeat(64), package: { state: "running" } };
  now += 1000;
  await say(old);
  expect((await view()).drift).toEqual({ state: "behind", since: now, reason: null });
  expect((await deliver()).map(({ payload }) => read(payload).edgePackage.version)).toEqual([2]);
  now += 30_000;
  await say(old);
  expect(await deliver()).toEqual([]);
  now += 30_000;
  await say(old);
  expect(await deliver()).toHaveLength(1);
  now += 1000;
  await say({ packageVersion: 2, packageSha256: sha256, package: { state: "trial" } });
  expect((await view()).drift).toEqual({ state: "trial", since: now, reason: null });
  now += 1000;
  await say({ packageVersion: 2, packageSha256: sha256, package: { state: "running" } });
  const inStepAt = now;
  now += 120_000;
  await say({ packageVersion: 2, packageSha256: sha256, package: { state: "running" } });
  expect((await view()).drift).toEqual({ state: "in_step", since: inStepAt, reason: null });
  expect(await deliver()).toEqual([]);
});

test("a gateway that refused a package is not sent it again, and its reason is shown; another text of a version is sent anew", async () => {
  await draft(sourceOf());
  await publish(1);
  const [sent] = await deliver();
  const { sha256 } = read(sent?.payload ?? new Uint8Array());
  now += 1000;
  const refused = { version: 2, sha256, at: now, reason: "line was connected before, and is not" };
  await say({ packageVersion: 1, packageSha256: "0".repeat(64), package: { state: "running", refused } });
  expect((await view()).drift).toEqual({ state: "refused", since: now, reason: refused.reason });
  expect(await deliver()).toEqual([]);
  await say({ packageVersion: 2, packageSha256: "f".repeat(64), package: { state: "running" } });
  expect((await view()).drift).toMatchObject({ state: "differs" });
  expect(await deliver()).toHaveLength(1);
});

test("thousands of points travel compressed", async () => {
  const points = Array.from({ length: 1200 }, (_, at) => ({
    ...{ name: `zone-${at}/temperature`, table: "input", address: at, type: "uint16", unit: "Cel" },
  }));
  await draft(sourceOf({}, points));
  await publish(1);
  const [sent] = await deliver();
  expect(sent?.payload.byteLength).toBeLessThan(64 * 1024);
  expect(read(sent?.payload ?? new Uint8Array()).edgePackage.version).toBe(2);
});

test("a draft can be thrown away, and a device that is no gateway has none", async () => {
  const discard = () => discardDraft(app, tenant, actOf("account:test", "edge_package.discarded"), "gw-1");
  await draft(sourceOf());
  await discard();
  expect((await view()).draft).toBeNull();
  await expect(discard()).rejects.toMatchObject({ code: "edge_package.no_draft" });
  await expect(viewPackages(app, tenant, "pump-1")).rejects.toMatchObject({ code: "edge_package.no_gateway" });
  await expect(viewPackages(app, tenant, "nobody")).rejects.toMatchObject({ code: "device.not_found" });
});
