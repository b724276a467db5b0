import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { listSchemas } from "@outstation/domain/signals/schemas";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedDemo } from "./demo";
import { defaultHardwarePorts } from "./demo-fleet";

let database: TestDatabase;
let app: Database;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  app = await openDatabase(database.urls.app, 2);
  folder = await mkdtemp(join(tmpdir(), "outstation-seed-"));
});
afterAll(async () => {
  await app?.close();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

test("seeded twice, each tenant of the demo has one published schema of its meters, with their units", async () => {
  const options = {
    urls: database.urls,
    ports: defaultHardwarePorts,
    caDir: join(folder, "ca"),
    dataDir: folder,
    enrolmentUrl: "https://127.0.0.1:8443",
    brokerUrl: "mqtts://127.0.0.1:8883",
  };
  await seedDemo(options);
  await seedDemo(options);
  const platform = await openDatabase(database.urls.platform, 1);
  const tenants = await withPlatform(platform, "the demo's tenants", ({ rows }) => rows.tenant.findMany());
  await platform.close();
  expect(tenants).toHaveLength(2);
  for (const { id } of tenants) {
    const { schemas } = await listSchemas(app, id, Date.now());
    expect(schemas.map(({ deviceType, version, status, points }) => [deviceType, version, status, points])).toEqual([
      ["power-meter", "1.0", "published", 11],
    ]);
    const events = await withTenant(app, id, ({ rows }) => rows.auditEvent.findMany({ orderBy: { seq: "asc" } }));
    expect(events.map(({ event }) => event).filter((event) => event.startsWith("schema."))).toEqual([
      "schema.drafted",
      "schema.published",
    ]);
  }
});
