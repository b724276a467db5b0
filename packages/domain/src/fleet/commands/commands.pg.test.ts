import { generateKeyPairSync } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { signRefusal } from "@outstation/contracts/mqtt/refusal-signature";
import { type Database, openDatabase } from "@outstation/db/database";
import { listDueCommands, listDueOutbox } from "@outstation/db/directory";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { SendProperties } from "../../ports";
import { actOf } from "../../tenancy/audit";
import { ensureTenant } from "../../tenancy/tenants";
import { carryOut } from "../access";
import {
  cancelCommand,
  deliverDue,
  listCommands,
  recordAnswer,
  sendCommand,
  setSiteCommands,
  wakeCommands,
} from "./index";

// Promise: a command is committed with its audit, sent until its device answers, ends in its time, and never goes back; and a
// site that forbids commands has none sent.

const SENDING = actOf("account:test", "command.sent");
const CANCELLING = actOf("account:test", "command.cancelled");
const RULING = actOf("account:test", "site.commands_changed");
const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const clock = manualClock(Date.now());

type Sent = { topic: string; message: Record<string, unknown>; properties: SendProperties };

let database: TestDatabase;
let app: Database;
let ingest: Database;
let pki: Awaited<ReturnType<typeof openFileSigner>>;
let folder: string;
let tenantId: string;
let ids: { site: string; gateway: string; child: string };
let isThere = true;
let sent: Sent[] = [];

/** The broker port, with one device that is there or not. */
const access = {
  send: async (topic: string, payload: Uint8Array, properties: SendProperties = {}) => {
    if (isThere) sent.push({ topic, message: JSON.parse(Buffer.from(payload).toString()), properties });
    return isThere;
  },
  ban: async () => {},
  unban: async () => {},
  kick: async () => false,
  kickTenant: async () => 0,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "outstation-commands-"));
  pki = await openFileSigner(folder, Date.now);
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
  [isThere, sent] = [true, []];
  const slug = `tenant-${++tenants}`;
  const platform = await openDatabase(database.urls.platform, 1);
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) => ensureTenant(tx, { slug, name: slug }));
  await platform.close();
  ids = { site: newId(), gateway: newId(), child: newId() };
  await withTenant(app, tenantId, async ({ rows }) => {
    await rows.site.createMany({ data: [{ tenantId, id: ids.site, name: "Plant", timeZone: "Europe/Amsterdam" }] });
    const device = (id: string, key: string, more: object) => ({ tenantId, id, key, name: key, type: "t", ...more });
    await rows.device.createMany({ data: [device(ids.gateway, "gw", {})] });
    await rows.device.createMany({ data: [device(ids.child, "pump", { gatewayId: ids.gateway, siteId: ids.site })] });
  });
});

const send = (more: object = {}) =>
  sendCommand(app, tenantId, SENDING, {
    ...{ deviceKey: "gw", type: "gateway.report-now", args: {}, expiresInMs: 60_000, now: clock.now() },
    ...more,
  });
const documents = { sign: () => Promise.reject(new Error("nothing is signed here")), signingKeys: () => [] };
async function doOutbox() {
  const desk = { db: ingest, access, documents, refreshRevocationList: async () => {}, now: clock.now };
  for (const due of await listDueOutbox(ingest, Date.now() + 1000, 100))
    if (due.tenantId === tenantId) expect(await carryOut(desk, due)).toBeNull();
}
async function doDue() {
  const due = (await listDueCommands(ingest, clock.now(), 100)).filter((one) => one.tenantId === tenantId);
  const outcomes: string[] = [];
  for (const one of due) outcomes.push(await deliverDue(ingest, { access, now: clock.now }, one));
  return outcomes;
}
const say = (id: string, state: string, more: object = {}, device = { id: ids.gateway, key: "gw" }) =>
  recordAnswer(ingest, {
    ...{ tenantId, tenant: `tenant-${tenants}`, device, receivedAt: clock.now() },
    payload: Buffer.from(JSON.stringify({ id, state, ts: clock.now(), ...more })),
  });
const only = async () => {
  const [line, ...others] = await listCommands(app, tenantId, "gw");
  expect(others).toEqual([]);
  if (line === undefined) throw new Error("there is no command");
  return line;
};

test("it is sent with its id as correlation and its end as expiry, answered step by step, and audited with what it says", async () => {
  const { id } = await send({ type: "gateway.restart-source", args: { source: "line-3" } });
  expect((await only()).state).toBe("queued");
  await doOutbox();
  expect(sent).toEqual([
    {
      topic: `tenant-${tenants}/d/gw/down/cmd`,
      message: { id, type: "gateway.restart-source", args: { source: "line-3" }, expiresAt: clock.now() + 60_000 },
      properties: { correlation: id, expiryMs: 60_000 },
    },
  ]);
  expect(await only()).toMatchObject({ state: "sent", attempts: 1 });
  for (const state of ["acknowledged", "running"]) expect(await say(id, state)).toBeNull();
  expect((await only()).state).toBe("running");
  expect(await say(id, "succeeded", { result: { took: 3 } })).toBeNull();
  // Late and repeated words change nothing.
  for (const state of ["acknowledged", "failed"]) expect(await say(id, state)).toBeNull();
  expect(await only()).toMatchObject({ state: "succeeded", result: { took: 3 }, endedAt: clock.now() });
  const audit = await withTenant(app, tenantId, ({ rows }) => rows.auditEvent.findMany({ where: { tenantId } }));
  expect(audit.map(({ event, subject, after }) => [event, subject, (after as { id?: string })?.id])).toEqual([
    ["command.sent", "gw", id],
  ]);
});

test("a device that is away gets it when it comes back; one that does not answer gets it again", async () => {
  isThere = false;
  const { id } = await send({ expiresInMs: 3_600_000 });
  await doOutbox();
  expect(await only()).toMatchObject({ state: "queued", attempts: 1 });
  expect(await doDue()).toEqual([]);
  isThere = true;
  expect(await wakeCommands(ingest, tenantId, { deviceIds: [ids.gateway], now: clock.now() })).toBe(1);
  expect(await doDue()).toEqual(["sent"]);
  // Heard again over the same connection: it has it, and is left its time.
  expect(await wakeCommands(ingest, tenantId, { deviceIds: [ids.gateway], now: clock.now() })).toBe(0);
  clock.advance(60_000);
  expect(await doDue()).toEqual(["sent"]);
  expect(sent.map(({ message }) => message.id)).toEqual([id, id]);
  await say(id, "acknowledged");
  clock.advance(600_000);
  expect(await doDue()).toEqual([]);
});

test("what was not answered in its time has expired; a device that did it all the same is believed", async () => {
  const { id } = await send({ expiresInMs: 5000 });
  await doOutbox();
  clock.advance(5000);
  expect(await doDue()).toEqual(["expired"]);
  expect((await only()).state).toBe("expired");
  await doOutbox();
  expect(sent).toHaveLength(1);
  await say(id, "succeeded");
  expect((await only()).state).toBe("succeeded");
});

test("it is taken back before it is acknowledged and not after; the device is told", async () => {
  const { id } = await send();
  await doOutbox();
  await cancelCommand(app, tenantId, CANCELLING, { id, now: clock.now() });
  await doOutbox();
  expect(sent.at(-1)).toMatchObject({ message: { id, cancel: true }, properties: { correlation: id } });
  expect((await only()).state).toBe("cancelled");
  await expect(cancelCommand(app, tenantId, CANCELLING, { id, now: clock.now() })).rejects.toMatchObject({
    code: "command.begun",
  });
});

test("a site that forbids commands has none sent to what stands there, nor to the gateway that acts for it", async () => {
  await setSiteCommands(app, tenantId, RULING, { siteId: ids.site, commands: "forbidden" });
  await expect(send()).rejects.toMatchObject({
    code: "command.forbidden",
    publicMessage: expect.stringContaining('"commands: forbidden"'),
    detail: { rule: "commands: forbidden", site: "Plant" },
  });
  await doOutbox();
  expect(sent).toEqual([]);
  await setSiteCommands(app, tenantId, RULING, { siteId: ids.site, commands: "allowed" });
  await expect(send()).resolves.toMatchObject({ id: expect.any(String) });
});

test.each([
  ["command.not_reachable", { deviceKey: "pump" }],
  ["device.not_found", { deviceKey: "ghost" }],
  ["command.invalid", { type: "gateway.restart-source", args: {} }],
  ["command.invalid", { type: "gateway.report-now", args: { now: true } }],
  ["command.invalid", { type: "no type" }],
  ["command.invalid", { expiresInMs: 0 }],
  ["command.invalid", { expiresInMs: 8 * 24 * 3_600_000 }],
  ["command.invalid", { type: "any.thing", args: { text: "x".repeat(17_000) } }],
])("%s (case %#)", async (code, more) => {
  await expect(send(more)).rejects.toMatchObject({ code });
});

test("a signed refusal is kept with its words; a forged one, another's, or one about something else is quarantined", async () => {
  const device = { tenant: `tenant-${tenants}`, device: "gw" };
  const key = await certify(device);
  const { id } = await send();
  await doOutbox();
  const body = {
    ...device,
    id,
    code: "command.forbidden",
    message: "No.",
    rule: "commands: forbidden",
    at: clock.now(),
  };
  const reason = { code: body.code, message: body.message };
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  });
  for (const refusal of [
    signRefusal(body, stranger.toString()),
    signRefusal({ ...body, id: newId() }, key),
    signRefusal({ ...body, device: "other" }, key),
    { ...signRefusal(body, key), body: JSON.stringify({ ...body, message: "Yes." }) },
  ])
    expect(await say(id, "rejected", { reason, refusal })).toMatchObject({ code: "refusal.signature_invalid" });
  expect((await only()).state).toBe("sent");
  const refusal = signRefusal(body, key);
  expect(await say(id, "rejected", { reason, refusal })).toBeNull();
  expect(await only()).toMatchObject({ state: "rejected", reason, refusal });
});

test("an answer of another device, to another's command, or in no form is not taken", async () => {
  const { id } = await send();
  expect(await say(id, "succeeded", {}, { id: ids.child, key: "pump" })).toMatchObject({ code: "command.unknown" });
  expect(await say(newId(), "succeeded")).toMatchObject({ code: "command.unknown" });
  expect(await say(id, "exploded")).toMatchObject({ code: "command.malformed" });
  expect((await only()).state).toBe("queued");
});

/** A certificate of the gateway on the register. @returns the device's key. */
async function certify(identity: { tenant: string; device: string }): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 });
  const wanted = { certificateRequest: request.toString("pem"), identity, now: Date.now() };
  const certificate = await pki.signer.issue(wanted);
  await withTenant(ingest, tenantId, ({ rows }) =>
    rows.certificate.create({
      data: { tenantId, id: newId(), deviceId: ids.gateway, status: "active", ...certificate },
    }),
  );
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY");
}
