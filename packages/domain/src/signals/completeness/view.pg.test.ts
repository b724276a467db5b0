import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { encodeAccepted } from "@outstation/contracts/streams/accepted-readings";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { withWorker } from "@outstation/db/worker";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureTenant } from "../../tenancy/tenants";
import { forgetCounts } from "./forget-counts";
import { recordArrivals } from "./record-arrivals";
import { viewDeviceCompleteness } from "./view-device";
import { viewTenantCompleteness } from "./view-tenant";

// Promise: completeness of any period is what came of what was due, at whoever numbers it; and what cannot be counted says so.

const HOUR = 3_600_000;
const MIN = 60_000;
const T0 = Date.UTC(2026, 10, 24, 6);
const NOW = T0 + 10 * HOUR;
const DAY = { from: T0 - 14 * HOUR, to: NOW };

let database: TestDatabase;
let app: Database;
let db: Database;
const tenants = { acme: "", globex: "" };

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
  const gatewayId = newId();
  await withTenant(app, tenants.acme, async ({ rows, tenantId }) => {
    const device = (key: string, more: object = {}) =>
      rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "t", ...more } });
    await device("gw", { id: gatewayId });
    await device("pump", { gatewayId });
    for (const key of ["meter", "level", "silent"]) await device(key);
  });
  // The gateway: two hours at a message a minute, of which half an hour is lost, and four hours later a new boot.
  const seqs = Array.from({ length: 120 }, (_, index) => index + 1).filter((seq) => seq <= 60 || seq > 90);
  await record(...seqs.map((seq) => numbered("gw", 1, seq, T0 + (seq - 1) * MIN)));
  await record(...[1, 2, 3].map((seq) => numbered("gw", 2, seq, T0 + 6 * HOUR + seq * MIN)));
  // A meter that is complete, and a level that numbers nothing and was quiet from 8 to 11.
  await record(...[1, 2, 3].map((seq) => numbered("meter", 1, seq, T0 + seq * MIN)));
  await record(...[0, 1, 5, 6, 7, 8, 9].map((hour) => friendly(T0 + hour * HOUR + MIN)));
});
afterAll(async () => {
  await Promise.all([db.close(), app.close()]);
  await database.drop();
});

const message = (sender: string, device: string, receivedAt: number, payload: Uint8Array) => ({
  ...{ partition: 0, offset: 0, tenantId: tenants.acme },
  value: encodeAccepted({ device, sender, receivedAt, payload }),
});
const numbered = (sender: string, boot: number, seq: number, measuredAt: number) => {
  const child = sender === "gw" ? "pump" : null;
  const readings = [{ point: "x", value: 1, measuredAt, quality: "good" as const }];
  return message(sender, child ?? sender, measuredAt, encodeCompact({ boot, seq, child, readings }));
};
const friendly = (ts: number) => message("level", "level", ts, Buffer.from(JSON.stringify({ ts, values: { x: 1 } })));
const record = (...messages: ReturnType<typeof message>[]) => withWorker(db, (tx) => recordArrivals(tx, messages));
const view = (deviceKey: string, range = DAY, tenantId = tenants.acme) =>
  viewDeviceCompleteness(app, tenantId, { deviceKey, ...range }, NOW);

test("a sender's period: what came of what was due, by hour, with its gap and its restart", async () => {
  const seen = await view("gw");
  expect(seen).toMatchObject({ countedAt: { key: "gw" }, received: 93, missing: 30, silences: [], hasMoreGaps: false });
  expect(seen.percent).toBeCloseTo((93 / 123) * 100, 10);
  expect(seen.hours.map(({ hour, received, missing }) => [(hour - T0) / HOUR, received, missing])).toEqual([
    [0, 60, 0],
    [1, 30, 30],
    [6, 3, 0],
  ]);
  expect(seen.gaps).toMatchObject([{ boot: 1, from: 61, to: 90, messages: 30, cause: "unknown", healedAt: null }]);
  expect(seen.restarts).toEqual([{ boot: 2, from: T0 + 119 * MIN, to: T0 + 6 * HOUR + MIN }]);
});

test("any period: an hour alone has its own part of it, and one without a message has none", async () => {
  expect(await view("gw", { from: T0, to: T0 + HOUR })).toMatchObject({ percent: 100, restarts: [] });
  expect(await view("gw", { from: T0 + HOUR, to: T0 + 2 * HOUR })).toMatchObject({ percent: 50 });
  const quiet = await view("gw", { from: T0 + 3 * HOUR, to: T0 + 5 * HOUR });
  expect(quiet).toMatchObject({ percent: null, received: 0, missing: 0, restarts: [{ boot: 2 }] });
});

test("a device behind a gateway is counted there, beside the messages that are its own", async () => {
  const seen = await view("pump");
  expect(seen).toMatchObject({ countedAt: { key: "gw" }, received: 93, missing: 30 });
  expect(seen.hours.map(({ carried }) => carried)).toEqual([60, 30, 3]);
});

test("one that numbers nothing cannot be counted, and its silences are whole hours; of one that never spoke nothing is said", async () => {
  expect(await view("level")).toMatchObject({
    ...{ countedAt: null, percent: null, gaps: [], restarts: [], countedSince: T0 },
    silences: [{ from: T0 + 2 * HOUR, to: T0 + 5 * HOUR }],
  });
  expect(await view("silent")).toMatchObject({ countedAt: null, hours: [], silences: [], countedSince: null });
});

test("of a tenant's senders the worst comes first, and what cannot be counted last", async () => {
  const seen = await viewTenantCompleteness(app, tenants.acme, DAY);
  expect(seen).toMatchObject({ received: 96, missing: 30 });
  expect(
    seen.senders.map(({ deviceKey, missing, openGaps, unnumbered }) => [deviceKey, missing, openGaps, unnumbered]),
  ).toEqual([
    ["gw", 30, 1, 0],
    ["meter", 0, 0, 0],
    ["level", 0, 0, 7],
  ]);
  expect(seen.senders.map(({ percent }) => percent === null)).toEqual([false, false, true]);
  expect(await viewTenantCompleteness(app, tenants.globex, DAY)).toEqual({
    ...{ received: 0, missing: 0, percent: null, senders: [] },
  });
});

test("another tenant's device is not there, and a period has its limits", async () => {
  await expect(view("gw", DAY, tenants.globex)).rejects.toMatchObject({ code: "device.not_found" });
  for (const range of [
    { from: NOW, to: NOW },
    { from: NOW - 94 * 24 * HOUR, to: NOW },
  ])
    await expect(view("gw", range)).rejects.toMatchObject({ code: "completeness.range_invalid" });
});

test("what is forgotten is counted no more, and what is missing stays in the ledger", async () => {
  await forgetCounts(db, T0 + 6 * HOUR);
  const seen = await view("gw");
  expect(seen.hours.map(({ hour }) => (hour - T0) / HOUR)).toEqual([6]);
  expect(seen.gaps).toHaveLength(1);
});
