import { type Database, openDatabase } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callAs, createTestDesk, type TestDesk } from "./testing/test-desk";
import { auditOf, codeOf, join, type Someone, signUp } from "./testing/test-people";

// Promise: the register says what is there, a file changes all of it or none, and what is retired never comes back.

let database: TestDatabase;
let db: Database;
let desk: TestDesk;
let owner: Someone;
let number = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(database.urls.app, 6);
});
afterAll(async () => {
  await db?.close();
  await database?.drop();
});
beforeEach(async () => {
  desk = createTestDesk(db, null, Date.now());
  number += 1;
  owner = await signUp(desk, `fleet-${number}`);
});

const api = (who: Someone = owner) => callAs(desk, who.session, who.slug);
const form = (key: string) => ({
  key,
  name: key.toUpperCase(),
  type: "power-meter",
  site: null as string | null,
  area: null as string | null,
  gatewayKey: null as string | null,
  tags: [] as string[],
});
const create = (key: string, more: Partial<ReturnType<typeof form>> & { isGateway?: boolean } = {}) =>
  api().devices.create({ isGateway: false, ...form(key), ...more });
const tenantId = async () => (await api().session.me()).tenant.id;

test("a device stands where it was put, hangs on its gateway and carries its tags", async () => {
  const { id } = await api().sites.create({
    name: "Plant",
    timeZone: "Europe/Amsterdam",
    latitude: 51.9,
    longitude: 4.5,
  });
  await api().sites.createArea({ siteId: id, path: "Hall 1/Floor 2", kind: "zone" });
  await create("gw-1", { isGateway: true, type: "gateway", site: "Plant" });
  await create("meter-1", { site: "Plant", area: "Hall 1/Floor 2", gatewayKey: "gw-1", tags: ["energy", "hall:1"] });
  const meter = (await api().devices.list()).find(({ key }) => key === "meter-1");
  expect(meter).toMatchObject({
    site: { name: "Plant" },
    area: "Hall 1/Floor 2",
    gatewayKey: "gw-1",
    tags: ["energy", "hall:1"],
    state: "never_seen",
    certificate: null,
  });
  await api().sites.renameArea({ siteId: id, path: "Hall 1", name: "Hall A" });
  expect((await api().devices.get({ key: "meter-1" })).area).toBe("Hall A/Floor 2");
  expect(await codeOf(api().sites.deleteArea({ siteId: id, path: "Hall A/Floor 2" }))).toBe("area.in_use");
  expect(await codeOf(api().sites.delete({ id }))).toBe("site.in_use");
});

test.each([
  [{ key: "no key" }, "key"],
  [{ name: " " }, "name"],
  [{ type: "No Type" }, "type"],
  [{ site: "Nowhere" }, "site"],
  [{ area: "x" }, "area"],
  [{ gatewayKey: "nobody" }, "gateway"],
  [{ tags: ["no tag"] }, "tags"],
])("a device with %j is refused, naming %s", async (change, field) => {
  const refused = create("ok", change);
  await expect(refused).rejects.toMatchObject({
    cause: { code: "device.invalid", publicMessage: expect.stringContaining(field) },
  });
});

test("a key is used once, also after its device was retired", async () => {
  await create("m-1");
  expect(await codeOf(create("m-1"))).toBe("device.exists");
  await api().devices.retire({ keys: ["m-1"] });
  expect(await codeOf(create("m-1"))).toBe("device.exists");
  expect((await api().devices.list()).map(({ key }) => key)).not.toContain("m-1");
  expect((await api().devices.get({ key: "m-1" })).retiredAt).not.toBeNull();
});

test("a file is reported row by row, and imported whole or not at all", async () => {
  await create("known", { tags: ["old"] });
  const header = "key,name,type,tags\n";
  const report = await api().devices.import({
    csv: `${header}known,Known,power-meter,new\nfresh,Fresh,power-meter,\nbad key,X,power-meter,\nfresh,Again,power-meter,`,
  });
  expect(report.applied).toBe(false);
  expect(report.rows.map(({ line, outcome }) => [line, outcome])).toEqual([
    [2, "change"],
    [3, "create"],
    [4, "refused"],
    [5, "refused"],
  ]);
  expect(report.rows[3]?.problems).toEqual([{ field: "key", message: '"fresh" stands in this file twice' }]);
  expect((await api().devices.list()).map(({ key }) => key)).toEqual(["known"]);

  const csv = `${header}known,KNOWN,power-meter,old\nfresh,"Fresh, and new",power-meter,a b`;
  expect((await api().devices.checkImport({ csv })).rows.map(({ outcome }) => outcome)).toEqual(["same", "create"]);
  expect(await api().devices.import({ csv })).toMatchObject({ applied: true });
  expect((await api().devices.get({ key: "fresh" })).name).toBe("Fresh, and new");
  expect((await auditOf(desk, owner))[0]).toBe("devices.imported");
});

test.each([
  ["", "import.malformed"],
  ["key,name\nx,y", "import.malformed"],
  ["key,name,type,colour\nx,y,z,red", "import.malformed"],
  ['key,name,type\n"x,y,z', "import.malformed"],
  [`key,name,type\n${"x,y,z\n".repeat(5001)}`, "import.too_large"],
])("a file that is none is refused: %#", async (csv, code) => {
  expect(await codeOf(api().devices.checkImport({ csv }))).toBe(code);
});

test("two thousand rows are one transaction", async () => {
  const rows = Array.from({ length: 2000 }, (_, index) => `bulk-${index},Bulk ${index},power-meter`);
  const report = await api().devices.import({ csv: `key,name,type\n${rows.join("\n")}` });
  expect(report.applied).toBe(true);
  expect(await api().devices.list()).toHaveLength(2000);
});

test("retiring cuts off at the register at once: certificates revoked, claims gone, the broker told", async () => {
  await create("m-2");
  const claim = await api().devices.claim({ key: "m-2" });
  expect(claim.token).toMatch(/^fleet-\d+\.[\w-]{43}$/);
  const id = await tenantId();
  const device = await withTenant(db, id, ({ rows }) => rows.device.findFirstOrThrow({ where: { key: "m-2" } }));
  await plantCertificate(id, device.id);
  expect(await api().devices.retire({ keys: ["m-2"] })).toEqual({ retired: 1 });
  expect(await api().devices.retire({ keys: ["m-2"] })).toEqual({ retired: 0 });
  const after = await withTenant(db, id, async ({ rows }) => ({
    claims: await rows.claim.count(),
    certificates: (await rows.certificate.findMany()).map(({ status, revokedReason }) => [status, revokedReason]),
    outbox: (await rows.outboxEntry.findMany({ orderBy: { id: "asc" } })).map(({ kind }) => kind),
  }));
  expect(after).toEqual({
    claims: 0,
    certificates: [["revoked", "cessationOfOperation"]],
    outbox: ["certificate.revoked", "device.retired"],
  });
  expect(await codeOf(api().devices.claim({ key: "m-2" }))).toBe("device.not_found");
});

/** The ingest role issues certificates; here it is enough that one is on the register. */
async function plantCertificate(id: string, deviceId: string): Promise<void> {
  const ingest = await openDatabase(database.urls.ingest, 1);
  await withTenant(ingest, id, ({ rows }) =>
    rows.certificate.createMany({
      data: [
        {
          tenantId: id,
          id: newId(),
          deviceId,
          serial: newId().replaceAll("-", ""),
          fingerprintSha256: newId(),
          fingerprintMd5: newId(),
          pem: "pem",
          notBefore: new Date(desk.clock.now()),
          notAfter: new Date(desk.clock.now() + 90 * 86_400_000),
          status: "active",
        },
      ],
    }),
  );
  await ingest.close();
}

test("a gateway is not retired from under its devices", async () => {
  await create("gw-2", { isGateway: true, type: "gateway" });
  await create("m-3", { gatewayKey: "gw-2" });
  expect(await codeOf(api().devices.retire({ keys: ["gw-2"] }))).toBe("device.has_children");
  expect(await api().devices.retire({ keys: ["gw-2", "m-3"] })).toEqual({ retired: 2 });
});

test("all devices of one retirement or none: one that is not there keeps the others in service", async () => {
  await create("m-4");
  expect(await codeOf(api().devices.retire({ keys: ["m-4", "ghost"] }))).toBe("device.not_found");
  expect((await api().devices.list()).map(({ key }) => key)).toEqual(["m-4"]);
});

test("what a role may not do it is told, and a claim asks for a fresh proof", async () => {
  const viewer = await join(desk, owner, "viewer");
  await create("m-5");
  expect(await codeOf(api(viewer).devices.retire({ keys: ["m-5"] }))).toBe("permission.denied");
  expect(await codeOf(api(viewer).devices.claim({ key: "m-5" }))).toBe("permission.denied");
  desk.clock.advance(11 * 60_000);
  expect(await codeOf(api().devices.claim({ key: "m-5" }))).toBe("step_up.required");
});

test("what a device should be like is written down and told to the broker's side", async () => {
  await create("m-6");
  await api().devices.setDesired({ key: "m-6", attributes: { interval_s: 10 } });
  expect((await api().devices.get({ key: "m-6" })).attributes.desired).toEqual({ interval_s: 10 });
  const [entry] = await withTenant(db, await tenantId(), ({ rows }) => rows.outboxEntry.findMany());
  expect(entry).toMatchObject({ kind: "attributes.desired", body: { tenant: owner.slug, device: "m-6" } });
  const large = { blob: "x".repeat(9000) };
  expect(await codeOf(api().devices.setDesired({ key: "m-6", attributes: large }))).toBe("device.invalid");
});
