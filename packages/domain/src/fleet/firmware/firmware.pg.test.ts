import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderObjects } from "@outstation/adapters/objects";
import { openFileSigner } from "@outstation/adapters/signer";
import { verifySigned } from "@outstation/contracts/edge/verify-signed";
import { FirmwareOffer } from "@outstation/contracts/mqtt/firmware";
import { type Database, openDatabase } from "@outstation/db/database";
import { listDueOutbox, listDueUpdates } from "@outstation/db/directory";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { actOf } from "../../tenancy/audit";
import { ensureTenant } from "../../tenancy/tenants";
import { carryOut } from "../access";
import { findFile } from "./find-file";
import {
  changeRollout,
  getRollout,
  offerDue,
  publishRelease,
  recordReport,
  startRelease,
  startRollout,
  uploadPart,
} from "./index";

// Promise: a release is what its maker announced or nothing; a rollout offers it to one wave after the other, as long as it does
// well, and takes it back from everybody else where it does not.

const act = (event: Parameters<typeof actOf>[1]) => actOf("account:test", event);
const clock = manualClock(Date.now());
const file = randomBytes(3 * 1024 * 1024);
const sha256 = createHash("sha256").update(file).digest("hex");
const KEYS = Array.from({ length: 10 }, (_, index) => `gw-${index}`);

let folder: string;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let database: TestDatabase;
let app: Database;
let ingest: Database;
let objects: ReturnType<typeof createFolderObjects>;
let tenant: { id: string; slug: string };
let deviceIds: Map<string, string>;
let sent: { device: string; message: Record<string, unknown> }[] = [];

const access = {
  send: async (topic: string, payload: Uint8Array) => {
    sent.push({ device: topic.split("/")[2] ?? "", message: JSON.parse(Buffer.from(payload).toString()) });
    return true;
  },
  ban: async () => {},
  unban: async () => {},
  kick: async () => false,
  kickTenant: async () => 0,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-firmware-"));
  pki = await openFileSigner(join(folder, "ca"), Date.now);
  objects = createFolderObjects(join(folder, "objects"));
  database = await createTestDatabase();
  [app, ingest] = await Promise.all([openDatabase(database.urls.app, 3), openDatabase(database.urls.ingest, 3)]);
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

let tenants = 0;
beforeEach(async () => {
  sent = [];
  const slug = `tenant-${++tenants}`;
  const platform = await openDatabase(database.urls.platform, 1);
  const id = await withPlatform(platform, "a tenant for the test", (tx) => ensureTenant(tx, { slug, name: slug }));
  await platform.close();
  tenant = { id, slug };
  deviceIds = new Map(KEYS.map((key) => [key, newId()]));
  const devices = [...deviceIds].map(([key, deviceId]) => ({
    tenantId: id,
    id: deviceId,
    key,
    name: key,
    type: "press",
  }));
  await withTenant(app, id, ({ rows }) => rows.device.createMany({ data: devices }));
});

async function draft(product = "press") {
  const release = { product, version: "2.0.0", minimumVersion: "1.0.0", notes: "", now: clock.now() };
  const { id } = await startRelease(app, tenant.id, act("release.started"), release);
  const half = file.length / 2;
  for (const index of [0, 1]) {
    const bytes = file.subarray(index * half, (index + 1) * half);
    await uploadPart({ db: app, objects }, tenant, { id, index, bytes });
  }
  return id;
}
async function publish(expected: object = {}) {
  const id = await draft();
  const announced = { id, size: file.length, sha256, now: clock.now(), ...expected };
  await publishRelease({ db: app, objects }, tenant, act("release.published"), announced);
  return id;
}
const start = async (more: object = {}) =>
  startRollout(app, tenant.id, act("rollout.started"), {
    ...{ releaseId: await publish(), name: "", deviceKeys: KEYS, wavePercents: [20, 100] },
    ...{ successPercent: 100, abortPercent: 30, now: clock.now(), ...more },
  });
async function doOutbox() {
  const desk = { db: ingest, access, documents: pki.documents, refreshRevocationList: async () => {}, now: clock.now };
  for (const due of await listDueOutbox(ingest, Date.now() + 1000, 100))
    if (due.tenantId === tenant.id) expect(await carryOut(desk, due)).toBeNull();
}
const report = (device: string, id: unknown, state: string, more: object = {}) =>
  recordReport(ingest, {
    ...{ tenantId: tenant.id, tenant: tenant.slug, receivedAt: clock.now() },
    device: { id: deviceIds.get(device) ?? "", key: device },
    payload: Buffer.from(JSON.stringify({ id, state, ts: clock.now(), running: "1.0.0", ...more })),
  });
const offers = () => sent.filter(({ message }) => !("withdraw" in message));
const view = (id: string) => getRollout(app, tenant.id, id);

test("a release is put together and kept; one that is not what was announced is a draft without parts again", async () => {
  const id = await draft();
  const publishing = (more: object) =>
    publishRelease({ db: app, objects }, tenant, act("release.published"), {
      ...{ id, size: file.length, sha256, now: clock.now() },
      ...more,
    });
  await expect(publishing({ sha256: "0".repeat(64) })).rejects.toMatchObject({ code: "release.mismatch" });
  await expect(publishing({})).rejects.toMatchObject({ code: "release.mismatch" });
  const half = file.length / 2;
  const upload = (index: number, bytes: Uint8Array) => uploadPart({ db: app, objects }, tenant, { id, index, bytes });
  await expect(upload(1, file)).rejects.toMatchObject({ code: "release.invalid" });
  await upload(0, file.subarray(0, half));
  // The answer was lost, and the part is sent again.
  await upload(0, file.subarray(0, half));
  await upload(1, file.subarray(half));
  await publishing({});
  await expect(upload(2, file.subarray(half))).rejects.toMatchObject({ code: "release.published" });
  const kept: string[] = [];
  for await (const { key } of objects.list(`tenants/${tenant.slug}/`)) kept.push(key);
  expect(kept).toEqual([`tenants/${tenant.slug}/firmware/${id}.bin`]);
});

test("the first wave is offered a signed manifest; the second follows when the first has succeeded by its own word", async () => {
  const { id } = await start();
  await doOutbox();
  expect(offers()).toHaveLength(2);
  const [first, second] = offers();
  const offer = FirmwareOffer.parse(first?.message);
  const manifest = verifySigned(offer.manifest, pki.documents.signingKeys(), "firmware manifest");
  expect(JSON.parse(manifest)).toMatchObject({ product: "press", version: "2.0.0", size: file.length, sha256 });
  expect(second?.message.manifest).toEqual(first?.message.manifest);
  const [one = "", two = ""] = offers().map(({ device }) => device);
  const [idOfOne, idOfTwo] = offers().map(({ message }) => message.id);
  await report(one, idOfOne, "downloading", { percent: 40 });
  await report(one, idOfOne, "downloading", { percent: 90 });
  expect((await view(id)).updates.find(({ deviceKey }) => deviceKey === one)).toMatchObject({ percent: 90 });
  // The old version cannot speak for the new one.
  expect(await report(one, idOfOne, "succeeded")).toMatchObject({ code: "firmware.other_version" });
  expect(await report(one, idOfTwo, "succeeded", { running: "2.0.0" })).toMatchObject({ code: "firmware.unknown" });
  expect(await report(one, idOfOne, "succeeded", { running: "2.0.0" })).toBeNull();
  expect((await view(id)).wave).toBe(1);
  expect(await report(two, idOfTwo, "succeeded", { running: "2.0.0" })).toBeNull();
  expect((await view(id)).wave).toBe(2);
  await doOutbox();
  expect(offers()).toHaveLength(10);
  for (const { device, message } of offers().slice(2))
    await report(device, message.id, "succeeded", { running: "2.0.0" });
  expect(await view(id)).toMatchObject({ state: "completed", counts: { succeeded: 10 } });
});

test("too many failures abort: nobody else is offered it, and it is taken back where it is not being applied", async () => {
  const { id } = await start({ wavePercents: [50, 100] });
  await doOutbox();
  const [one, two, three] = offers();
  await report(three?.device ?? "", three?.message.id, "applying");
  await report(one?.device ?? "", one?.message.id, "rolled_back", {
    reason: { code: "firmware.unhealthy", message: "x" },
  });
  expect((await view(id)).state).toBe("running");
  await report(two?.device ?? "", two?.message.id, "failed", {
    reason: { code: "firmware.hash_mismatch", message: "x" },
  });
  const after = await view(id);
  expect(after.state).toBe("aborted");
  expect(after.endedBecause).toContain("2 failed");
  expect(after.counts).toEqual({ rolled_back: 1, failed: 1, applying: 1, withdrawn: 7 });
  sent = [];
  await doOutbox();
  expect(sent.map(({ message }) => message.withdraw)).toEqual([true, true]);
});

test("members stay as they were drawn; a paused rollout offers nothing, and a cancelled one takes everything back", async () => {
  const { id } = await start();
  const drawn = (await view(id)).updates.map(({ deviceKey, wave }) => [deviceKey, wave]);
  const change = (what: "pause" | "resume" | "cancel") =>
    changeRollout(app, tenant.id, act("rollout.changed"), { id, change: what, now: clock.now() });
  await change("pause");
  await doOutbox();
  expect(sent).toEqual([]);
  await expect(start()).rejects.toMatchObject({ code: "release.exists" });
  await change("resume");
  await doOutbox();
  expect(offers()).toHaveLength(2);
  await change("cancel");
  await doOutbox();
  expect(sent.slice(2).map(({ message }) => message.withdraw)).toEqual([true, true]);
  expect((await view(id)).updates.map(({ deviceKey, wave }) => [deviceKey, wave])).toEqual(drawn);
  await expect(change("resume")).rejects.toMatchObject({ code: "rollout.over" });
});

test("an offer that is not answered is made again; the file is the device's own, and as long as its update is open", async () => {
  await start({ deviceKeys: ["gw-0"], wavePercents: [100] });
  await doOutbox();
  const [offered] = offers();
  const updateId = String(offered?.message.id);
  clock.advance(600_000);
  for (const due of await listDueUpdates(ingest, clock.now(), 10))
    if (due.tenantId === tenant.id) await offerDue(ingest, { access, documents: pki.documents, now: clock.now }, due);
  expect(offers().map(({ message }) => message.id)).toEqual([updateId, updateId]);
  const find = (deviceKey: string, of = tenant) => findFile(ingest, of, { deviceKey, updateId });
  expect(await find("gw-0")).toMatchObject({ size: file.length, sha256 });
  await expect(find("gw-1")).rejects.toMatchObject({ code: "firmware.not_found" });
  await report("gw-0", updateId, "failed");
  await expect(find("gw-0")).rejects.toMatchObject({ code: "firmware.not_found" });
});

test("a rollout is refused whose devices do not run the product, are busy, or whose numbers do not rise", async () => {
  const releaseId = await publish();
  const wished = (more: object) =>
    startRollout(app, tenant.id, act("rollout.started"), {
      ...{ releaseId, name: "", deviceKeys: KEYS, wavePercents: [100], successPercent: 90, abortPercent: 20 },
      ...{ now: clock.now(), ...more },
    });
  for (const [code, more] of [
    ["rollout.invalid", { wavePercents: [50, 20, 100] }],
    ["rollout.invalid", { wavePercents: [50] }],
    ["rollout.invalid", { deviceKeys: [] }],
    ["rollout.invalid", { successPercent: 0 }],
    ["device.not_found", { deviceKeys: ["ghost"] }],
    ["release.not_found", { releaseId: newId() }],
  ] as const)
    await expect(wished(more)).rejects.toMatchObject({ code });
  await wished({ deviceKeys: ["gw-1"] });
  await expect(wished({ deviceKeys: ["gw-1"] })).rejects.toMatchObject({ code: "rollout.device_busy" });
});
