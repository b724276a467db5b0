import { createPgLog, type LogFeed, openLogFeed } from "@outstation/adapters/pg-log";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { STREAMS } from "@outstation/contracts/streams/streams";
import { type Database, openDatabase } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import { listGaps } from "@outstation/db/series/gaps-read";
import { listenToReplays } from "@outstation/db/series/quarantine";
import { readAsTenant, withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import { createDeviceLookup } from "@outstation/domain/fleet/lookup";
import { recordArrivals } from "@outstation/domain/signals/completeness";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import {
  browseQuarantine,
  carryOutReplays,
  checkPayload,
  correctQuarantined,
  discardQuarantined,
  forgetQuarantined,
  getQuarantined,
  replayQuarantined,
} from "@outstation/domain/signals/quarantine";
import { createSchemaLookup, publishSchema, type SchemaLookup, saveDraft } from "@outstation/domain/signals/schemas";
import { ensureStoreDays } from "@outstation/domain/signals/telemetry";
import { actOf } from "@outstation/domain/tenancy/audit";
import { DEFAULT_LIMITS } from "@outstation/domain/tenancy/limits";
import { ensureTenant } from "@outstation/domain/tenancy/tenants";
import { systemClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { createTurnstile } from "@outstation/kit/turnstile";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Deliver, deliverInline } from "./deliver";
import { replay } from "./replay";

// Promise: what was refused is kept, can be corrected and sent again through the same pipeline, and is stored once.

const AT = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const ids = { acme: "", globex: "", gateway: newId(), pump: newId(), stray: newId(), foreign: newId() };
const ANYTHING = { deviceKey: null, code: null, from: null, to: null, state: null };
const act = actOf("account:test", "quarantine.replayed");
const logger = createLogger("replay", "silent");

let database: TestDatabase;
let db: Database;
let app: Database;
let feed: LogFeed;
let deliver: Deliver;
let schemas: SchemaLookup;

beforeEach(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 2);
  await register();
  db = await openDatabase(database.urls.ingest, 4);
  feed = openLogFeed(db);
  const log = createPgLog(db, feed);
  schemas = createSchemaLookup(db, systemClock);
  deliver = (messages) =>
    deliverInline({
      log,
      logger,
      // As the process does it: a register as it is now.
      lookup: createDeviceLookup(db, systemClock),
      schemas,
      latest: createPgLatest(db),
      limits: { limitsOfId: () => DEFAULT_LIMITS },
      noteHit: () => undefined,
      transact: (work) => withWorker(db, work),
      turnstile: createTurnstile(),
      prepareDays: (placed) => ensureStoreDays(db, placed),
    })(messages);
});
afterEach(async () => {
  await feed.close();
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

async function register(): Promise<void> {
  const platform = await openDatabase(database.urls.platform, 1);
  const made = await withPlatform(platform, "tenants of the test", async (tx) => ({
    acme: await ensureTenant(tx, { slug: "acme", name: "Acme" }),
    globex: await ensureTenant(tx, { slug: "globex", name: "Globex" }),
  }));
  await platform.close();
  Object.assign(ids, made);
  const device = (id: string, key: string, gatewayId: string | null = null) => ({
    ...{ id, key, name: key, type: "t", gatewayId },
  });
  await withTenant(app, ids.acme, async ({ rows, tenantId }) => {
    for (const data of [
      device(ids.gateway, "gw-1"),
      device(ids.pump, "pump-7", ids.gateway),
      device(ids.stray, "stray"),
    ])
      await rows.device.create({ data: { tenantId, ...data } });
  });
  await withTenant(app, ids.globex, ({ rows, tenantId }) =>
    rows.device.create({ data: { tenantId, ...device(ids.foreign, "gw-1") } }),
  );
}

const compact = (seq: number, child: string, at = AT + seq * 1000) =>
  encodeCompact({ boot: 7, seq, child, readings: [{ point: "flow", value: seq, measuredAt: at, quality: "good" }] });

const send = (payload: string | Uint8Array, { tenant = "acme", receivedAt = AT + 60_000 } = {}) =>
  deliver([
    {
      ...{ tenantId: tenant === "acme" ? ids.acme : ids.globex, tenant, device: "gw-1", channel: "telemetry" },
      ...{ payload: Buffer.from(payload), receivedAt },
    },
  ]);

const list = async (filter = {}) =>
  (await browseQuarantine(app, ids.acme, { ...ANYTHING, ...filter }, { cursor: null, limit: 100 })).messages;
const idsOf = async () => (await list()).map(({ id }) => id);
const carryOut = (deliverWith: Deliver = deliver) =>
  carryOutReplays({ db, deliver: deliverWith, now: Date.now }, { id: ids.acme, slug: "acme" });
const wish = (selection: Parameters<typeof replayQuarantined>[3]) =>
  replayQuarantined(app, ids.acme, act, selection, Date.now());
const attach = () =>
  withTenant(app, ids.acme, ({ rows, tenantId }) =>
    rows.device.updateMany({ where: { tenantId, key: "stray" }, data: { gatewayId: ids.gateway } }),
  );

/** Boot, number and time of receipt of every row of one device. */
const stored = (deviceId: string) =>
  readAsTenant<{ boot: number; seq: number; receivedAt: number }>(
    app,
    ids.acme,
    `SELECT boot::int, seq::float8, extract(epoch FROM received_at)::float8 * 1000 AS "receivedAt" FROM series.readings
     WHERE device_id = $1 ORDER BY seq`,
    [deviceId],
  );
const audit = () =>
  withTenant(app, ids.acme, ({ rows }) =>
    rows.auditEvent.findMany({ where: { event: { startsWith: "quarantine." } } }),
  );

test("a message of a device that has been attached since is stored by a replay, as it came, once", async () => {
  await send(compact(5, "stray"), { receivedAt: AT + 123 });
  const [kept] = await list();
  expect(kept).toMatchObject({ code: "device.not_attached", field: "d", deviceKey: "gw-1", state: "waiting" });
  await attach();
  expect(await wish({ filter: ANYTHING })).toEqual({ requested: 1 });
  expect((await list())[0]).toMatchObject({ state: "requested", replayRequestedBy: "test" });
  expect(await carryOut()).toEqual({ replayed: 1, refused: 0 });
  expect(await stored(ids.stray)).toEqual([{ boot: 7, seq: 5, receivedAt: AT + 123 }]);
  expect((await list())[0]).toMatchObject({ state: "replayed", outcome: "stored" });
  // It is done: nothing is left to wish for, and nothing to carry out.
  await expect(wish({ filter: ANYTHING })).rejects.toMatchObject({ code: "quarantine.not_found" });
  expect(await carryOut()).toEqual({ replayed: 0, refused: 0 });
  expect((await audit()).map(({ event, subject }) => [event, subject])).toEqual([["quarantine.replayed", "gw-1"]]);
});

test("a crash between delivery and outcome costs a second delivery, which changes nothing", async () => {
  await send(compact(5, "stray"));
  await attach();
  await wish({ ids: await idsOf() });
  const crash: Deliver = async (messages) => {
    await deliver(messages);
    throw new Error("gone");
  };
  await expect(carryOut(crash)).rejects.toThrow("gone");
  expect((await list())[0]).toMatchObject({ state: "requested" });
  expect(await carryOut()).toEqual({ replayed: 1, refused: 0 });
  expect((await list())[0]).toMatchObject({ state: "replayed", outcome: "stored_before" });
  expect(await stored(ids.stray)).toHaveLength(1);
});

test("what is refused again is kept once, with the reason it was refused for now", async () => {
  await send(compact(5, "nobody"));
  await withTenant(app, ids.acme, ({ rows, tenantId }) =>
    rows.device.create({ data: { tenantId, id: newId(), key: "nobody", name: "n", type: "t" } }),
  );
  await wish({ ids: await idsOf() });
  expect(await carryOut()).toEqual({ replayed: 1, refused: 1 });
  const [kept, ...more] = await list();
  expect(more).toEqual([]);
  expect(kept).toMatchObject({ code: "device.not_attached", state: "waiting", outcome: "refused" });
  expect(await wish({ ids: await idsOf() })).toEqual({ requested: 1 });
});

test("two messages that are alike, both refused again, stay two", async () => {
  await send("hello");
  await send("hello");
  await wish({ filter: ANYTHING });
  expect(await carryOut()).toEqual({ replayed: 2, refused: 2 });
  expect((await list()).map(({ outcome }) => outcome)).toEqual(["refused", "refused"]);
});

test("a corrected message is stored; what came is kept beside it, and the audit tells both by their hashes", async () => {
  await send(`{"ts": ${AT}, "values": {"flow": 1}, }`);
  const [id = ""] = await idsOf();
  const correct = (text: string) => correctQuarantined(app, ids.acme, act, { id, text }, Date.now());
  await expect(correct(`{"ts": ${AT}, "values": {}}`)).rejects.toMatchObject({
    code: "quarantine.correction_refused",
    publicMessage: "The pipeline would refuse this too: values names no point.",
  });
  const text = `{"ts": ${AT}, "values": {"flow": 1}}`;
  await correct(text);
  await expect(correct(text)).rejects.toMatchObject({ code: "quarantine.settled" });
  expect(await carryOut()).toEqual({ replayed: 1, refused: 0 });
  expect(await stored(ids.gateway)).toHaveLength(1);
  const kept = await getQuarantined(app, ids.acme, id);
  expect(Buffer.from(kept.payload, "base64").toString()).toBe(`{"ts": ${AT}, "values": {"flow": 1}, }`);
  expect(Buffer.from(kept.corrected ?? "", "base64").toString()).toBe(text);
  const [event] = await audit();
  expect(event?.before).toMatchObject({ bytes: text.length + 2, code: "payload.not_json" });
  expect(event?.after).toMatchObject({ bytes: text.length });
});

test("a replayed message heals its gap", async () => {
  for (const seq of [1, 2, 3]) await send(compact(seq, seq === 2 ? "stray" : "pump-7"));
  const log = createPgLog(db, feed);
  let positions = new Map(Array.from({ length: 8 }, (_, partition) => [partition, 0]));
  const count = async () => {
    const batch = await log.read(STREAMS.telemetryAccepted, positions, 1000, AbortSignal.abort());
    positions = new Map([...positions, ...batch.moves.map(({ partition, to }) => [partition, to] as const)]);
    await withWorker(db, (tx) => recordArrivals(tx, batch.messages));
  };
  const gaps = () => listGaps(app, ids.acme, ids.gateway, { from: AT - 3_600_000, to: AT + 7_200_000 }, 10);
  await count();
  expect(await gaps()).toMatchObject([{ from: 2, to: 2, cause: "quarantined", quarantined: 1, healedAt: null }]);
  await attach();
  await wish({ filter: ANYTHING });
  await carryOut();
  await count();
  expect(await gaps()).toMatchObject([{ from: 2, to: 2, cause: "quarantined", healedAt: AT + 60_000 }]);
});

const REFUSED: Readonly<Record<string, string | Uint8Array>> = {
  "no JSON": "hello",
  "no text": Uint8Array.of(0xff, 0xfe),
  "no point": `{"ts":${AT},"values":{}}`,
  "a number without its time": `{"b":1,"s":1,"r":{"a":[[0,1]]}}`,
  "an unknown child": compact(1, "nobody"),
  "a child that is not attached": compact(1, "stray"),
  "a time ahead": `{"ts":${AT + 30 * 3_600_000},"values":{"a":1}}`,
  "a time long gone": `{"ts":${AT - 800 * 24 * 3_600_000},"values":{"a":1}}`,
  "too many points": JSON.stringify({
    ts: AT,
    values: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`p${i}`, i])),
  }),
};

test("the dry run says what the pipeline says, of every kind of message that it refuses", async () => {
  for (const payload of Object.values(REFUSED)) await send(payload);
  const kept = await list();
  expect(kept).toHaveLength(Object.keys(REFUSED).length);
  for (const { id, code, field, message } of kept)
    expect((await getQuarantined(app, ids.acme, id)).verdict).toEqual({ ok: false, code, field, message });
});

test("the dry run says what the pipeline says of a schema", async () => {
  const name = { deviceType: "t", version: "1.0" };
  const document = { type: "object", properties: { flow: { type: "number", maximum: 10 } } } as const;
  await saveDraft(app, ids.acme, actOf("account:test", "schema.drafted"), { ...name, document }, AT);
  await publishSchema(app, ids.acme, actOf("account:test", "schema.published"), name, Date.now());
  await schemas.refresh();
  await send(`{"ts":${AT},"v":"1.0","values":{"flow":11}}`);
  await send(`{"ts":${AT},"v":"9.0","values":{"flow":1}}`);
  const kept = await list();
  expect(kept.map(({ code }) => code).sort()).toEqual(["schema.unknown_version", "schema.violation"]);
  for (const { id, code, field, message } of kept)
    expect((await getQuarantined(app, ids.acme, id)).verdict).toEqual({ ok: false, code, field, message });
});

test("the dry run says of a good payload whose it is, and which points it would bring; and changes nothing", async () => {
  const verdict = await withTenant(app, ids.acme, (tx) =>
    checkPayload(tx, { senderKey: "gw-1", payload: compact(9, "pump-7"), receivedAt: AT + 10_000 }),
  );
  expect(verdict).toEqual({
    ...{ ok: true, deviceKey: "pump-7", boot: 7, seq: 9, readings: 1, newPoints: ["flow"] },
    ...{ measuredFrom: AT + 9000, measuredTo: AT + 9000 },
  });
  expect(await stored(ids.pump)).toEqual([]);
});

test("another tenant's messages are not there, neither to see nor to wish for", async () => {
  await send("hello", { tenant: "globex" });
  const theirs = (await browseQuarantine(app, ids.globex, ANYTHING, { cursor: null, limit: 9 })).messages;
  expect(theirs).toHaveLength(1);
  const [{ id = "" } = {}] = theirs;
  const missing = { code: "quarantine.not_found" };
  expect(await list()).toEqual([]);
  await expect(getQuarantined(app, ids.acme, id)).rejects.toMatchObject(missing);
  await expect(wish({ ids: [id] })).rejects.toMatchObject(missing);
  await expect(wish({ filter: ANYTHING })).rejects.toMatchObject(missing);
  await expect(discardQuarantined(app, ids.acme, act, { ids: [id] })).rejects.toMatchObject(missing);
});

test("pages follow each other without a message twice, and filters count what they show", async () => {
  for (let n = 0; n < 7; n++) await send(n < 5 ? `hello ${n}` : compact(n, "stray"), { receivedAt: AT + (n >> 1) });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await browseQuarantine(app, ids.acme, ANYTHING, { cursor, limit: 3 });
    expect(page.total).toBe(7);
    seen.push(...page.messages.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(7);
  expect(seen).toHaveLength(7);
  const codes = (await browseQuarantine(app, ids.acme, ANYTHING, { cursor: null, limit: 1 })).codes;
  expect(codes).toEqual([
    { code: "payload.not_json", messages: 5 },
    { code: "device.not_attached", messages: 2 },
  ]);
  expect(await list({ code: "device.not_attached" })).toHaveLength(2);
  expect(await list({ deviceKey: "gw-2" })).toHaveLength(0);
  expect(await list({ from: AT + 1, to: AT + 2 })).toHaveLength(2);
  await wish({ filter: { ...ANYTHING, code: "device.not_attached" } });
  expect(await list({ state: "requested" })).toHaveLength(2);
  expect(await list({ state: "waiting" })).toHaveLength(5);
});

test("what is on its way is neither deleted nor forgotten; the rest is", async () => {
  await send("hello");
  await send(compact(1, "stray"));
  const [stray] = await list({ code: "device.not_attached" });
  await wish({ ids: [stray?.id ?? ""] });
  expect(await discardQuarantined(app, ids.acme, act, { filter: ANYTHING })).toEqual({ deleted: 1 });
  expect(await forgetQuarantined(db, AT + 3_600_000)).toBe(0);
  await carryOut();
  expect(await forgetQuarantined(db, AT)).toBe(0);
  expect(await forgetQuarantined(db, AT + 3_600_000)).toBe(1);
  expect(await list()).toEqual([]);
});

test("the process hears of a wish by itself", async () => {
  await send(compact(5, "stray"));
  await attach();
  const listening = new AbortController();
  const running = replay({
    clock: systemClock,
    logger,
    listTenants: () => listTenants(db),
    carryOut: (tenant) => carryOutReplays({ db, deliver, now: Date.now }, tenant),
    listen: (onRequested, signal) =>
      listenToReplays(
        db,
        (tenantId) => {
          onRequested(tenantId);
          listening.abort();
        },
        signal,
      ),
    forget: (before) => forgetQuarantined(db, before),
    keepMs: 30 * 86_400_000,
  });
  await running.start();
  try {
    await vi.waitFor(() => expect(listening.signal.aborted).toBe(true), { timeout: 10_000 });
    await wish({ filter: ANYTHING });
    await vi.waitFor(async () => expect((await list())[0]).toMatchObject({ outcome: "stored" }), { timeout: 10_000 });
  } finally {
    await running.stop();
  }
});
