import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { encodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { type Database, openDatabase } from "@outstation/db/database";
import { listBootSpans, listGaps, listHours } from "@outstation/db/series/gaps-read";
import { saveQuarantined } from "@outstation/db/series/quarantine";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ensureTenant } from "../../tenancy/tenants";
import { recordArrivals } from "./record-arrivals";

// Promise: what is missing is in the ledger with its cause, and leaves it when it comes; and each tenant sees its own.

const HOUR = Date.UTC(2026, 10, 24, 6);
const MIN = 60_000;
const ALL = { from: HOUR - 48 * 60 * MIN, to: HOUR + 72 * 60 * MIN };

let database: TestDatabase;
let app: Database;
let db: Database;
const tenants = { acme: "", globex: "" };
let gateway: string;
let child: string;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 2);
  db = await openDatabase(database.urls.ingest, 2);
  const platform = await openDatabase(database.urls.platform, 1);
  Object.assign(
    tenants,
    await withPlatform(platform, "tenants of the test", async (tx) => ({
      acme: await ensureTenant(tx, { slug: "acme", name: "Acme" }),
      globex: await ensureTenant(tx, { slug: "globex", name: "Globex" }),
    })),
  );
  await platform.close();
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

// A gateway of its own for each test, with one device attached; both tenants have one of the same name.
beforeEach(async () => {
  [gateway, child] = [newId(), newId()];
  key = `gw-${gateway.slice(-8)}`;
  await withTenant(app, tenants.acme, async ({ rows, tenantId }) => {
    await rows.device.create({ data: { tenantId, id: gateway, key, name: key, type: "t" } });
    await rows.device.create({
      data: { tenantId, id: child, key: `${key}-pump`, name: "pump", type: "t", gatewayId: gateway },
    });
  });
  await withTenant(app, tenants.globex, async ({ rows, tenantId }) => {
    await rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "t" } });
  });
});

type Sent = { readonly seq: number; readonly boot?: number; readonly at?: number; readonly receivedAt?: number };

/** A compact batch of the gateway for its child; message n is measured n minutes after the hour. */
const sent = (
  { seq, boot = 7, at = HOUR + seq * MIN, receivedAt = at + 100 }: Sent,
  tenant: keyof typeof tenants = "acme",
) => ({
  partition: 0,
  offset: seq,
  tenantId: tenants[tenant],
  value: encodeAccepted({
    device: tenant === "acme" ? `${key}-pump` : key,
    sender: key,
    receivedAt,
    payload: encodeCompact({
      boot,
      seq,
      child: tenant === "acme" ? `${key}-pump` : null,
      readings: [{ point: "t", value: 1, measuredAt: at, quality: "good" }],
    }),
  }),
});
const friendly = (at: number, device: string) => ({
  partition: 0,
  offset: 0,
  tenantId: tenants.acme,
  value: encodeAccepted({
    device,
    sender: key,
    receivedAt: at,
    payload: Buffer.from(JSON.stringify({ ts: at, values: { t: 1 } })),
  }),
});
const record = (...messages: ReturnType<typeof sent>[]) => withWorker(db, (tx) => recordArrivals(tx, messages));
const gaps = async () =>
  (await listGaps(app, tenants.acme, gateway, ALL, 100)).map(({ boot, from, to, cause, healedAt }) => [
    boot,
    from,
    to,
    cause,
    healedAt !== null,
  ]);
const hours = async (device = gateway) =>
  (await listHours(app, tenants.acme, device, ALL)).map(
    ({ hour, ...counts }) => [(hour - HOUR) / (60 * MIN), counts] as const,
  );

test("a gap is in the ledger, shrinks, and stays there as healed; its hours follow", async () => {
  await record(sent({ seq: 1 }), sent({ seq: 100 }));
  expect(await gaps()).toEqual([[7, 2, 99, "unknown", false]]);
  expect(await hours()).toEqual([
    [0, { received: 1, missing: 58, unnumbered: 0, carried: 0 }],
    [1, { received: 1, missing: 40, unnumbered: 0, carried: 0 }],
  ]);
  await record(...Array.from({ length: 60 }, (_, index) => sent({ seq: 2 + index, receivedAt: HOUR + 999 * MIN })));
  expect(await gaps()).toEqual([
    [7, 62, 99, "unknown", false],
    [7, 2, 61, "unknown", true],
  ]);
  expect(await hours()).toEqual([
    [0, { received: 59, missing: 0, unnumbered: 0, carried: 0 }],
    [1, { received: 3, missing: 38, unnumbered: 0, carried: 0 }],
  ]);
  await record(...Array.from({ length: 38 }, (_, index) => sent({ seq: 62 + index })));
  expect(await gaps()).toEqual([[7, 2, 99, "unknown", true]]);
  expect((await hours()).map(([, counts]) => counts)).toEqual([
    { received: 59, missing: 0, unnumbered: 0, carried: 0 },
    { received: 41, missing: 0, unnumbered: 0, carried: 0 },
  ]);
});

test("a message that is delivered again changes nothing, in its batch or later", async () => {
  await record(sent({ seq: 1 }), sent({ seq: 3 }), sent({ seq: 3 }));
  const before = [await gaps(), await hours(), await hours(child)];
  await record(sent({ seq: 1 }), sent({ seq: 3 }));
  expect([await gaps(), await hours(), await hours(child)]).toEqual(before);
  expect(before[2]).toEqual([[0, { received: 0, missing: 0, unnumbered: 0, carried: 2 }]]);
});

test("messages without a number are counted apart, for the sender and for the device they are about", async () => {
  await record(friendly(HOUR, key), friendly(HOUR + 1, `${key}-pump`));
  expect(await hours()).toEqual([[0, { received: 0, missing: 0, unnumbered: 2, carried: 1 }]]);
  expect(await hours(child)).toEqual([[0, { received: 0, missing: 0, unnumbered: 0, carried: 1 }]]);
  expect(await gaps()).toEqual([]);
});

test("the same numbers of another tenant's device of the same name are another ledger", async () => {
  await record(sent({ seq: 1 }), sent({ seq: 9 }, "globex"), sent({ seq: 3 }));
  expect(await gaps()).toEqual([[7, 2, 2, "unknown", false]]);
  expect(await listGaps(app, tenants.globex, gateway, ALL, 100)).toEqual([]);
});

test("a gap that lies in quarantine says so, and what the device let go of", async () => {
  const kept = (seq: number) => ({
    ...{
      stream: "telemetry-quarantine",
      partition: 0,
      offset: seq,
      deviceKey: key,
      topic: `acme/d/${key}/up/telemetry`,
    },
    ...{ code: "device.unknown", field: "d", message: "unknown", receivedAt: HOUR },
    payload: Buffer.from(`{"b": 7, "s": ${seq}, "t": ${HOUR}, "d": "stray", "r": {}`),
  });
  await withWorker(db, (tx) =>
    tx.asTenant(tenants.acme, () => saveQuarantined(tx, tenants.acme, [kept(2), kept(3), kept(6)])),
  );
  await withTenant(db, tenants.acme, ({ rows, tenantId }) =>
    rows.devicePresence.create({
      data: {
        ...{ tenantId, deviceId: gateway, online: true, onlineChangedAt: new Date(HOUR), statusAt: new Date(HOUR) },
        status: { online: true, dropped: [{ boot: 7, from: 9, to: 12 }] },
      },
    }),
  );
  await record(...[1, 4, 8, 11].map((seq) => sent({ seq })));
  expect(
    (await listGaps(app, tenants.acme, gateway, ALL, 100)).map(({ from, to, cause, quarantined }) => [
      from,
      to,
      cause,
      quarantined,
    ]),
  ).toEqual([
    [9, 10, "gateway_spool_overflow", 0],
    [5, 7, "unknown", 1],
    [2, 3, "quarantined", 2],
  ]);
});

test("a gap in a time in which the device was away says so, and keeps saying it when it has long been back", async () => {
  const link = (disconnectedAt: number, connectedAt: number) =>
    withTenant(db, tenants.acme, ({ rows, tenantId }) => {
      const key = { tenantId, deviceId: gateway };
      const data = { disconnectedAt: new Date(disconnectedAt), connectedAt: new Date(connectedAt) };
      return rows.deviceLink.upsert({ where: { tenantId_deviceId: key }, create: { ...key, ...data }, update: data });
    });
  await link(HOUR + 2 * MIN, HOUR + 50 * MIN);
  await record(sent({ seq: 1 }), sent({ seq: 55 }));
  expect(await gaps()).toEqual([[7, 2, 54, "device_offline", false]]);
  await link(HOUR + 900 * MIN, HOUR + 901 * MIN);
  await record(sent({ seq: 20 }));
  expect(await gaps()).toEqual([
    [7, 21, 54, "device_offline", false],
    [7, 20, 20, "device_offline", true],
    [7, 2, 19, "device_offline", false],
  ]);
});

test("a boot that begins with a gap is bound by the one before, also when that one is heard of last", async () => {
  await record(sent({ boot: 9, seq: 4, at: HOUR + 600 * MIN }));
  await record(sent({ boot: 7, seq: 1 }), sent({ boot: 7, seq: 2 }));
  const [gap] = await listGaps(app, tenants.acme, gateway, ALL, 100);
  expect(gap).toMatchObject({ boot: 9, from: 1, to: 3, after: HOUR + 2 * MIN, before: HOUR + 600 * MIN });
  await record(sent({ boot: 8, seq: 1, at: HOUR + 300 * MIN }));
  expect((await listGaps(app, tenants.acme, gateway, ALL, 100))[0]).toMatchObject({ after: HOUR + 300 * MIN });
  expect((await listBootSpans(app, tenants.acme, gateway, ALL, 10)).map(({ boot }) => boot)).toEqual([9, 8, 7]);
});

test("whatever the millisecond, what healed leaves nothing missing in any hour", async () => {
  // The fourth message of each boot is due in the very millisecond in which an hour begins.
  const boots = Array.from({ length: 150 }, (_, index) => ({ boot: index + 1, step: 20 * MIN + index * 7 + 1 }));
  const all = (seqs: readonly number[]) =>
    boots.flatMap(({ boot, step }) => seqs.map((seq) => sent({ boot, seq, at: HOUR + 180 * MIN + (seq - 4) * step })));
  await record(...all([1, 7]));
  await record(...all([6]));
  await record(...all([2, 3, 5]));
  await record(...all([4]));
  const counts = (await hours()).map(([, { received, missing }]) => ({ received, missing }));
  expect(counts.filter(({ missing }) => missing !== 0)).toEqual([]);
  expect(counts.reduce((sum, { received }) => sum + received, 0)).toBe(7 * boots.length);
});

test("thousands of gaps of one boot, each number late: every one is found", async () => {
  const all = Array.from({ length: 4000 }, (_, index) => sent({ seq: 1 + index, at: HOUR + index * 1000 }));
  await record(...all.filter((_, index) => index % 2 === 0));
  const open = async () =>
    (await listGaps(app, tenants.acme, gateway, ALL, 5000)).filter(({ healedAt }) => healedAt === null).length;
  expect(await open()).toBe(1999);
  await record(...all.filter((_, index) => index % 2 === 1));
  expect(await open()).toBe(0);
  expect((await hours()).map(([, { received, missing }]) => [received, missing])).toEqual([
    [3600, 0],
    [400, 0],
  ]);
});
