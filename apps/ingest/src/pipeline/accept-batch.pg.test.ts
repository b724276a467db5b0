import { createPgLog, type LogFeed, openLogFeed } from "@outstation/adapters/pg-log";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { decodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { type BillingEvent, decodeBillingEvent } from "@outstation/contracts/streams/billing-event";
import { encodeRawMessage } from "@outstation/contracts/streams/raw-message";
import { deviceKeyOf, PARTITIONS, STREAMS, type Stream } from "@outstation/contracts/streams/streams";
import { type Database, openDatabase } from "@outstation/db/database";
import { readSamples } from "@outstation/db/series/read";
import { eachSample } from "@outstation/db/series/samples";
import { readAsTenant, withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import { createDeviceLookup } from "@outstation/domain/fleet/lookup";
import { type EventLog, type LogBatch, PIPELINE_CONSUMER } from "@outstation/domain/ports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { loadPositions } from "@outstation/domain/signals/positions";
import { createSchemaLookup, publishSchema, saveDraft } from "@outstation/domain/signals/schemas";
import { ensureStoreDays } from "@outstation/domain/signals/telemetry";
import { actOf } from "@outstation/domain/tenancy/audit";
import { DEFAULT_LIMITS, type LimitHit, type TenantLimits } from "@outstation/domain/tenancy/limits";
import { ensureTenant } from "@outstation/domain/tenancy/tenants";
import { systemClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createTurnstile } from "@outstation/kit/turnstile";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acceptBatch, acceptMessages, type PipelineDeps } from "./accept-batch";
import type { Arrived } from "./messages";

const AT = Math.floor(Date.now() / 3_600_000) * 3_600_000;
const ids = { acme: newId(), globex: newId(), gateway: newId(), child: newId(), stray: newId(), foreign: newId() };
type Slug = "acme" | "globex";

// A database for each test: offsets and ids are then the same in every run.
let database: TestDatabase;
let db: Database;
let app: Database;
let feed: LogFeed;
let log: EventLog;
let deps: PipelineDeps;
let limits: TenantLimits;
let hits: LimitHit[];

beforeEach(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 2);
  await registerTenants();
  db = await openDatabase(database.urls.ingest, 4);
  feed = openLogFeed(db);
  log = createPgLog(db, feed);
  [limits, hits] = [DEFAULT_LIMITS, []];
  deps = {
    log,
    lookup: createDeviceLookup(db, systemClock),
    latest: createPgLatest(db),
    schemas: createSchemaLookup(db, systemClock),
    limits: { limitsOfId: () => limits },
    noteHit: (hit) => hits.push(hit),
    transact: (work) => withWorker(db, work),
    turnstile: createTurnstile(),
    prepareDays: (messages) => ensureStoreDays(db, messages),
  };
});
afterEach(async () => {
  await feed.close();
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

async function registerTenants(): Promise<void> {
  const platform = await openDatabase(database.urls.platform, 1);
  const made = await withPlatform(platform, "tenants of the test", async (tx) => ({
    acme: await ensureTenant(tx, { slug: "acme", name: "Acme" }),
    globex: await ensureTenant(tx, { slug: "globex", name: "Globex" }),
  }));
  await platform.close();
  Object.assign(ids, made);
  const device = (id: string, key: string, gatewayId: string | null = null) => ({
    id,
    key,
    name: key,
    type: "t",
    gatewayId,
  });
  await withTenant(app, ids.acme, async ({ rows, tenantId }) => {
    for (const data of [
      device(ids.gateway, "gw-1"),
      device(ids.child, "pump-7", ids.gateway),
      device(ids.stray, "stray"),
    ])
      await rows.device.create({ data: { tenantId, ...data } });
    const point = { tenantId, deviceId: ids.child, no: 1, name: "temperature", kind: "number" };
    await rows.point.create({ data: point });
  });
  await withTenant(app, ids.globex, ({ rows, tenantId }) =>
    rows.device.create({ data: { tenantId, ...device(ids.foreign, "gw-1") } }),
  );
}

type Sent = { tenant?: Slug; device?: string; payload: string | Uint8Array; receivedAt?: number };

async function append(...messages: Sent[]): Promise<void> {
  const records = messages.map(({ tenant = "acme", device = "gw-1", payload, receivedAt = AT + 1000 }) => ({
    key: deviceKeyOf(tenant, device),
    tenantId: ids[tenant],
    value: encodeRawMessage({ tenant, device, channel: "telemetry", payload: Buffer.from(payload), receivedAt }),
  }));
  await log.append(STREAMS.rawTelemetry, records);
}

async function nextBatch(): Promise<LogBatch> {
  const positions = await loadPositions(db, PIPELINE_CONSUMER, STREAMS.rawTelemetry);
  return log.read(STREAMS.rawTelemetry, positions, 1000, AbortSignal.timeout(10_000));
}
const accept = async (changes: Partial<PipelineDeps> = {}) =>
  acceptBatch(await nextBatch(), PIPELINE_CONSUMER, { ...deps, ...changes });

/** All values of a stream, from its beginning. */
async function valuesOf(stream: Stream): Promise<Uint8Array[]> {
  const start = new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0]));
  const { messages } = await log.read(stream, start, 10_000, AbortSignal.abort());
  return messages.map(({ value }) => value);
}
const billed = async (): Promise<BillingEvent[]> => (await valuesOf(STREAMS.billingEvents)).map(decodeBillingEvent);

/** What lies in the store of one device, by the point's name. */
async function stored(tenant: Slug, deviceId: string): Promise<Record<string, [measuredAt: number, number: number][]>> {
  const points = await withTenant(app, ids[tenant], ({ rows, tenantId }) =>
    rows.point.findMany({ where: { tenantId, deviceId } }),
  );
  const range = { from: AT - 86_400_000, to: AT + 86_400_000 };
  const samples = await readSamples(
    app,
    ids[tenant],
    deviceId,
    points.map(({ no }) => no),
    range,
  );
  const entries = points.map(({ no, name }) => {
    const found = samples.get(no);
    return [name, found ? [...eachSample(found)].map((sample) => [sample.measuredAt, sample.number]) : []];
  });
  return Object.fromEntries(entries);
}

const quarantined = (tenant: Slug) =>
  readAsTenant<{ code: string; field: string; device_key: string; message: string; payload: Buffer }>(
    app,
    ids[tenant],
    "SELECT code, field, device_key, message, payload FROM series.quarantined_messages ORDER BY partition, log_offset",
    [],
  );

const compact = (seq: number, number = 21.4, child: string | null = "pump-7", points = ["temperature"]): Uint8Array => {
  const readings = points.map((point): Reading => ({ point, value: number, measuredAt: AT + seq, quality: "good" }));
  return encodeCompact({ boot: 7, seq, child, readings });
};

test("a batch is stored, announced, billed and passed, each exactly once", async () => {
  await append({ payload: compact(1, 20) }, { payload: compact(2, 21) });
  expect(await accept()).toEqual({ messages: 2, stored: 2, refused: 0 });
  expect(await stored("acme", ids.child)).toEqual({
    temperature: [
      [AT + 1, 20],
      [AT + 2, 21],
    ],
  });
  const accepted = (await valuesOf(STREAMS.telemetryAccepted)).map(decodeAccepted);
  expect(accepted.map(({ device, readings }) => [device, readings.map(({ value }) => value)])).toEqual([
    ["pump-7", [20]],
    ["pump-7", [21]],
  ]);
  const partition = (await nextPositions()).indexOf(2);
  expect(await billed()).toEqual([
    {
      event_id: `telemetry-accepted/${partition}/0-1/${ids.gateway}`,
      tenant_id: ids.acme,
      device_id: ids.gateway,
      message_count: 2,
      byte_count: compact(1, 20).byteLength + compact(2, 21).byteLength,
      ts: new Date(AT + 1000).toISOString(),
    },
  ]);
});

async function nextPositions(): Promise<number[]> {
  const positions = await loadPositions(db, PIPELINE_CONSUMER, STREAMS.rawTelemetry);
  return Array.from({ length: PARTITIONS }, (_, partition) => positions.get(partition) ?? -1);
}

test.each<[what: string, payload: string | Uint8Array, device: string, code: string, field: string]>([
  ["what is not JSON", "hello", "gw-1", "payload.not_json", "payload"],
  ["zeros", new Uint8Array(32), "gw-1", "payload.not_json", "payload"],
  ["bytes that are no text", Uint8Array.of(0xff, 0xfe), "gw-1", "payload.not_json", "payload"],
  ["a value with U+0000", `{"ts":${AT},"values":{"a":"x\\u0000"}}`, "gw-1", "payload.malformed", "payload"],
  ["a time no calendar has", `{"ts":9007199254740991,"values":{"a":1}}`, "gw-1", "payload.malformed", "ts"],
  ["a sender that is not on the register", compact(1), "gw-9", "device.unknown", "topic"],
  ["an unknown child", compact(1, 1, "pump-9"), "gw-1", "device.unknown", "d"],
  ["a device that is not attached to the sender", compact(1, 1, "stray"), "gw-1", "device.not_attached", "d"],
  ["a gateway's child sent by another device", compact(1), "stray", "device.not_attached", "d"],
  ["the gateway in its child's message", compact(1, 1, "gw-1"), "pump-7", "device.not_attached", "d"],
  [
    "a reading from the day after tomorrow",
    `{"ts":${AT + 2 * 86_400_000},"values":{"a":1}}`,
    "gw-1",
    "reading.in_future",
    "a",
  ],
  ["a reading from years ago", `{"ts":${AT - 732 * 86_400_000},"values":{"a":1}}`, "gw-1", "reading.too_old", "a"],
])("%s is kept with its reason, not billed, and holds nobody up", async (_what, payload, device, code, field) => {
  await append({ payload, device }, { payload: compact(50, 5) });
  expect((await accept()).refused + ((await hasMore()) ? (await accept()).refused : 0)).toBe(1);
  const [kept, ...others] = await quarantined("acme");
  expect(others).toEqual([]);
  expect(kept).toMatchObject({ code, field, device_key: device });
  expect(kept?.message.length).toBeGreaterThan(10);
  expect(kept?.payload.equals(Buffer.from(payload))).toBe(true);
  expect((await stored("acme", ids.child)).temperature).toEqual([[AT + 50, 5]]);
  expect((await billed()).map(({ device_id, message_count }) => [device_id, message_count])).toEqual([
    [ids.gateway, 1],
  ]);
  expect(await quarantined("globex")).toEqual([]);
});

async function hasMore(): Promise<boolean> {
  const positions = await loadPositions(db, PIPELINE_CONSUMER, STREAMS.rawTelemetry);
  return (await log.read(STREAMS.rawTelemetry, positions, 1, AbortSignal.abort())).messages.length > 0;
}

test("a message delivered again in a later batch, and twice in one, is stored once and billed once", async () => {
  await append({ payload: compact(1) }, { payload: compact(1) });
  expect(await accept()).toMatchObject({ messages: 2, stored: 1 });
  await append({ payload: compact(1) }, { payload: compact(2) });
  expect(await accept()).toMatchObject({ messages: 2, stored: 1 });
  await append({ payload: compact(2) });
  expect(await accept()).toMatchObject({ messages: 1, stored: 0 });
  expect(await stored("acme", ids.child)).toEqual({
    temperature: [
      [AT + 1, 21.4],
      [AT + 2, 21.4],
    ],
  });
  expect((await billed()).map(({ message_count }) => message_count)).toEqual([1, 1]);
  expect(await valuesOf(STREAMS.telemetryAccepted)).toHaveLength(2);
});

test("a friendly message repeated is stored once; the same values at another time are another message", async () => {
  const payload = JSON.stringify({ ts: AT, values: { flow: 3 } });
  await append({ payload }, { payload });
  expect(await accept()).toMatchObject({ stored: 1 });
  await append({ payload }, { payload: JSON.stringify({ ts: AT + 1, values: { flow: 3 } }) });
  expect(await accept()).toMatchObject({ stored: 1 });
  expect(await stored("acme", ids.gateway)).toEqual({
    flow: [
      [AT, 3],
      [AT + 1, 3],
    ],
  });
  expect((await billed()).map(({ message_count }) => message_count)).toEqual([1, 1]);
});

test("a failure after the store leaves nothing, and the batch done again is done exactly once", async () => {
  await append({ payload: compact(1) }, { payload: "not json" });
  const before = await nextPositions();
  const failing: EventLog = {
    ...log,
    append: (stream, records, tx) =>
      stream === STREAMS.billingEvents
        ? Promise.reject(new Error("the meter is away"))
        : log.append(stream, records, tx),
  };
  await expect(accept({ log: failing })).rejects.toThrow("the meter is away");
  expect(await nextPositions()).toEqual(before);
  expect((await stored("acme", ids.child)).temperature).toEqual([]);
  expect(await quarantined("acme")).toEqual([]);
  expect([...(await valuesOf(STREAMS.telemetryAccepted)), ...(await billed())]).toEqual([]);
  expect(await accept()).toEqual({ messages: 2, stored: 1, refused: 1 });
  expect((await stored("acme", ids.child)).temperature).toHaveLength(1);
  expect(await billed()).toHaveLength(1);
  expect(await hasMore()).toBe(false);
});

test("a record that is no message is kept, and the messages beside it are stored", async () => {
  await append({ payload: compact(1) });
  for (const value of [Buffer.from("not of ours"), new Uint8Array(0), Buffer.from([0x93, 1, 2, 3])])
    await log.append(STREAMS.rawTelemetry, [{ key: deviceKeyOf("acme", "gw-1"), tenantId: ids.acme, value }]);
  let refused = 0;
  while (await hasMore()) refused += (await accept()).refused;
  expect(refused).toBe(3);
  expect((await stored("acme", ids.child)).temperature).toHaveLength(1);
  expect((await quarantined("acme")).map(({ payload }) => payload.toString("latin1"))).toContain("not of ours");
});

test("two processes that take the same batch: one does it, the other undoes its part", async () => {
  await append({ payload: compact(1) });
  const batch = await nextBatch();
  const outcomes = await Promise.allSettled([
    acceptBatch(batch, PIPELINE_CONSUMER, deps),
    acceptBatch(batch, PIPELINE_CONSUMER, deps),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await stored("acme", ids.child)).temperature).toHaveLength(1);
  expect(await billed()).toHaveLength(1);
});

test("the same batch makes the same events, whoever reads it", async () => {
  await append({ payload: compact(1) }, { payload: compact(2) });
  const batch = await nextBatch();
  const attempts: BillingEvent[][] = [];
  const failing: EventLog = {
    ...log,
    append: async (stream, records, tx) => {
      if (stream !== STREAMS.billingEvents) return log.append(stream, records, tx);
      attempts.push(records.map(({ value }) => decodeBillingEvent(value)));
      throw new Error("the meter is away");
    },
  };
  for (const attempt of [1, 2]) {
    await expect(acceptBatch(batch, PIPELINE_CONSUMER, { ...deps, log: failing })).rejects.toThrow("the meter is away");
    expect(attempts).toHaveLength(attempt);
  }
  await acceptBatch(batch, PIPELINE_CONSUMER, deps);
  expect(attempts[0]).toHaveLength(1);
  expect([attempts[1], await billed()]).toEqual([attempts[0], attempts[0]]);
});

test("two tenants in one batch: each gets its own under its own policy, also where the device keys are the same", async () => {
  const payload = JSON.stringify({ ts: AT, values: { flow: 3 } });
  await append({ payload }, { tenant: "globex", payload }, { tenant: "globex", payload: "{" });
  let outcome = { messages: 0, stored: 0, refused: 0 };
  while (await hasMore()) {
    const { messages, stored, refused } = await accept();
    outcome = {
      messages: outcome.messages + messages,
      stored: outcome.stored + stored,
      refused: outcome.refused + refused,
    };
  }
  expect(outcome).toEqual({ messages: 3, stored: 2, refused: 1 });
  expect(await stored("acme", ids.gateway)).toEqual({ flow: [[AT, 3]] });
  expect(await stored("globex", ids.foreign)).toEqual({ flow: [[AT, 3]] });
  expect(await stored("acme", ids.foreign)).toEqual({});
  expect([await quarantined("acme"), (await quarantined("globex")).map(({ code }) => code)]).toEqual([
    [],
    ["payload.not_json"],
  ]);
  const events = (await billed()).map(({ tenant_id, device_id }) => [tenant_id, device_id]).sort();
  expect(events).toEqual(
    [
      [ids.acme, ids.gateway],
      [ids.globex, ids.foreign],
    ].sort(),
  );
});

test("points that were never declared are numbered after the declared ones, by the kind of their first value", async () => {
  const values = { temperature: 20, running: true, lot: "17", place: { lat: 1, lon: 2 }, idle: null };
  await append({ payload: JSON.stringify({ ts: AT, device: "pump-7", values }) });
  await append({ payload: compact(9, 5, "pump-7", ["running", "constructor"]) });
  expect(await accept()).toMatchObject({ stored: 2, refused: 0 });
  const points = await withTenant(app, ids.acme, ({ rows, tenantId }) =>
    rows.point.findMany({ where: { tenantId, deviceId: ids.child }, orderBy: { no: "asc" } }),
  );
  expect(points.map(({ no, name, kind }) => [no, name, kind])).toEqual([
    [1, "temperature", "number"],
    [2, "running", "boolean"],
    [3, "lot", "string"],
    [4, "place", "position"],
    [5, "idle", "number"],
    [6, "constructor", "number"],
  ]);
});

/** A type `t` whose temperature may be at most 100, and that has no other point. */
async function publishType(version: string): Promise<void> {
  const act = actOf("platform:test", "schema.published");
  const name = { deviceType: "t", version };
  const properties = { temperature: { type: "number", maximum: 100, "x-unit": "Cel" } };
  const document = { type: "object", properties, additionalProperties: false };
  await saveDraft(app, ids.acme, act, { ...name, document }, AT);
  await publishSchema(app, ids.acme, act, name, AT);
}
const versioned = (v: string, values: Record<string, unknown>) => JSON.stringify({ ts: AT, v, values });

test("a message is held to the version of the schema that it declares, and kept with its reason where it does not fit", async () => {
  await publishType("1.0");
  await append(
    { payload: versioned("1.0", { temperature: 100 }) },
    { payload: versioned("1.0", { temperature: 101 }) },
    { payload: versioned("1.0", { temperature: 1, pressure: 2 }) },
    { payload: versioned("2.0", { temperature: 1 }) },
    { payload: JSON.stringify({ ts: AT + 1, values: { temperature: 5000 } }) },
    { tenant: "globex", payload: versioned("1.0", { temperature: 5000 }) },
  );
  while (await hasMore()) await accept();
  expect(await stored("acme", ids.gateway)).toEqual({
    temperature: [
      [AT, 100],
      [AT + 1, 5000],
    ],
  });
  expect(await stored("globex", ids.foreign)).toEqual({ temperature: [[AT, 5000]] });
  expect((await quarantined("acme")).map(({ code, field, message }) => [code, field, message])).toEqual([
    ["schema.violation", "values.temperature", "temperature is 101 Cel; at most 100 Cel is allowed (schema t 1.0)"],
    ["schema.violation", "values.pressure", "pressure is not a point of it (schema t 1.0)"],
    ["schema.unknown_version", "v", "gw-1 speaks version 2.0 of t; published are 1.0"],
  ]);
});

test("a message of an unknown minor is stored, with the points that only it knows, and flagged", async () => {
  await publishType("1.0");
  await append(
    { payload: versioned("1.9", { temperature: 20, pressure: 3 }) },
    { payload: versioned("1.9", { temperature: 101 }) },
  );
  while (await hasMore()) await accept();
  await deps.schemas.flush();
  expect(await stored("acme", ids.gateway)).toEqual({ temperature: [[AT, 20]], pressure: [[AT, 3]] });
  expect((await quarantined("acme")).map(({ code }) => code)).toEqual(["schema.violation"]);
  const flags = await withTenant(app, ids.acme, ({ rows }) => rows.schemaFlag.findMany());
  expect(flags.map((flag) => [flag.deviceId, flag.declared, flag.checkedBy, flag.messages])).toEqual([
    [ids.gateway, "1.9", "1.0", 1n],
  ]);
});

test("beyond a device's number of points a message is kept back, those of the same batch counted, and the limit is told", async () => {
  limits = { ...DEFAULT_LIMITS, pointsPerDevice: 3 };
  const names = (...points: string[]) => ({ payload: compact(points.length, 1, "pump-7", points) });
  await append(names("temperature", "a"), names("a", "b", "temperature"), names("a", "b", "c", "d"), names("b"));
  while (await hasMore()) await accept();
  expect(Object.keys(await stored("acme", ids.child)).sort()).toEqual(["a", "b", "temperature"]);
  expect((await quarantined("acme")).map(({ code, message }) => [code, message])).toEqual([
    ["device.too_many_points", "pump-7 would have 5 points; the limit is 3"],
  ]);
  expect(hits.map(({ limit, deviceKey, asked, value }) => [limit, deviceKey, asked, value])).toEqual([
    ["pointsPerDevice", "pump-7", 5, 3],
  ]);
});

test("beyond a tenant's number of points likewise, whichever of its devices names them", async () => {
  limits = { ...DEFAULT_LIMITS, pointsPerTenant: 3 };
  const sent = (device: string, point: string) => ({
    device,
    payload: JSON.stringify({ ts: AT, values: { [point]: 1 } }),
  });
  await append(sent("gw-1", "a"), sent("stray", "b"));
  while (await hasMore()) await accept();
  await append(sent("gw-1", "c"), sent("gw-1", "a2"), sent("pump-7", "temperature"));
  while (await hasMore()) await accept();
  const codes = (await quarantined("acme")).map(({ code }) => code);
  expect(codes).toEqual(["tenant.too_many_points", "tenant.too_many_points"]);
  expect(hits.map(({ limit, asked, value }) => [limit, asked, value])).toEqual(
    Array(2).fill(["pointsPerTenant", 4, 3]),
  );
  expect((await stored("acme", ids.child)).temperature).toEqual([[AT, 1]]);
});

test("two batches that meet a device's new points at once number each of them once", async () => {
  const named = (at: number, ...points: string[]): Arrived => ({
    ...{ tenant: "acme", tenantId: ids.acme, device: "gw-1", channel: "telemetry", receivedAt: AT + 1000 },
    payload: Buffer.from(JSON.stringify({ ts: AT + at, values: Object.fromEntries(points.map((name) => [name, at])) })),
  });
  const batches = [["a", "b"], ["b", "c"], ["d"], ["a", "e"]].map((points, at) => [named(at, ...points)]);
  await Promise.all(batches.map((batch) => acceptMessages(batch, deps)));
  const points = await withTenant(app, ids.acme, ({ rows, tenantId }) =>
    rows.point.findMany({ where: { tenantId, deviceId: ids.gateway } }),
  );
  expect(new Set(points.map(({ no }) => no)).size).toBe(5);
  expect(points.map(({ name }) => name).sort()).toEqual(["a", "b", "c", "d", "e"]);
  expect(await stored("acme", ids.gateway)).toMatchObject({ d: [[AT + 2, 2]], c: [[AT + 1, 1]], e: [[AT + 3, 3]] });
});
