import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-postgres";

let one: TestDatabase;
let other: TestDatabase;
beforeAll(async () => {
  [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  await Promise.all([one.drop(), other.drop()]);
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("each test database is migrated and none sees another's tables", async () => {
  await ask(one.urls.owner, "CREATE TABLE mine (id int)");
  const migrations = await ask(one.urls.owner, "SELECT FROM public._prisma_migrations");
  expect(migrations.length).toBeGreaterThan(0);
  await expect(ask(other.urls.owner, "SELECT FROM mine")).rejects.toThrow(/does not exist/);
});

test("the app role signs in and is bound by policies", async () => {
  const rows = await ask(one.urls.app, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user");
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
});
