import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScriptedBroker, startScriptedBroker } from "@outstation/adapters/mqtt-bridge/testing";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { type Database, openDatabase } from "@outstation/db/database";
import { readAsTenant, withPlatform, withTenant } from "@outstation/db/tenant";
import { ensureTenant } from "@outstation/domain/tenancy/tenants";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { freePorts } from "@outstation/local/ports";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compose } from "../compose";
import { readEnvironment } from "../environment";

// Promise: a message that came by another broker is stored when that broker is told so, once, and as its device's.

const poll = { timeout: 20_000, interval: 20 };
const folder = mkdtempSync(join(tmpdir(), "outstation-mqtt-bridge-"));
const deviceId = newId();
let database: TestDatabase;
let app: Database;
let tenantId: string;
let broker: ScriptedBroker;
let ingest: Awaited<ReturnType<typeof compose>>;

beforeAll(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 2);
  const platform = await openDatabase(database.urls.platform, 1);
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) =>
    ensureTenant(tx, { slug: "acme", name: "Acme" }),
  );
  await platform.close();
  await withTenant(app, tenantId, ({ rows }) =>
    rows.device.create({ data: { tenantId, id: deviceId, key: "gw-1", name: "gw-1", type: "t" } }),
  );
  broker = await startScriptedBroker();
  const ports = await freePorts();
  const environment = readEnvironment({
    ...{ DATABASE_URL: database.urls.ingest, CA_DIR: join(folder, "ca"), MQTT_PORT: String(ports.mqtt) },
    ...{ MQTT_BRIDGE_URL: `mqtt://127.0.0.1:${broker.port}`, MQTT_BRIDGE_CONNECTIONS: "2" },
  });
  ingest = await compose(environment, createLogger("test", "silent"));
});
afterAll(async () => {
  await ingest?.close();
  await broker?.stop();
  await app?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const stored = async () => {
  const [row] = await readAsTenant<{ count: number }>(
    app,
    tenantId,
    "SELECT sum(cardinality(points))::int AS count FROM series.readings WHERE tenant_id = $1 AND device_id = $2",
    [tenantId, deviceId],
  );
  return row?.count;
};

test("five hundred messages, cut off twice on the way, are five hundred readings and as many acknowledgments", async () => {
  const [process] = ingest.processes.filter(({ name }) => name === "bridge");
  await process?.start();
  await vi.waitFor(() => expect(broker.heard.filter(({ cmd }) => cmd === "subscribe")).toHaveLength(2), poll);
  const topic = upTopic({ tenant: "acme", device: "gw-1" }, "telemetry");
  const at = Date.now() - 60_000;
  const payloads = Array.from({ length: 500 }, (_, seq) =>
    encodeCompact({
      ...{ boot: 1, seq, child: null },
      readings: [{ point: "temperature", value: seq, measuredAt: at + seq, quality: "good" }],
    }),
  );
  for (const [index, payload] of payloads.entries()) {
    broker.publish(topic, Buffer.from(payload).toString());
    if (index === 150 || index === 300) {
      await vi.waitFor(() => expect(broker.pubacks.length).toBeGreaterThan(index / 2), poll);
      broker.cut();
    }
  }
  await vi.waitFor(
    () => expect(new Set(broker.pubacks.map(({ payload }) => payload)).size).toBe(payloads.length),
    poll,
  );
  expect(await stored()).toBe(500);
  await process?.stop();
});
