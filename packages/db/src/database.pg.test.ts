import { createTestDatabase, type TestDatabase, withAdmin } from "@outstation/local/test-postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "./database";
import { withWorker } from "./worker";

let created: TestDatabase;
let db: Database;
beforeAll(async () => {
  created = await createTestDatabase();
  db = await openDatabase(created.urls.ingest);
});
afterAll(async () => {
  await db?.close();
  await created?.drop();
});

test("a connection that breaks between two queries fails the transaction and not the process", async () => {
  const broken = withWorker(db, async ({ client }) => {
    const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
    const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
    await withAdmin(inject("postgresAdminUrl"), (admin) =>
      admin.query("SELECT pg_terminate_backend($1)", [rows[0].pid]),
    );
    await ended;
    await client.query("SELECT 1");
  });
  await expect(broken).rejects.toThrow();
  expect(await withWorker(db, async ({ client }) => (await client.query("SELECT 1 AS one")).rows)).toEqual([
    { one: 1 },
  ]);
});
