import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SqlSource } from "@outstation/contracts/edge/sources/sql";
import { systemClock as clock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { withAdmin } from "@outstation/local/test-postgres";
import { Client, escapeIdentifier } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import type { RawReading } from "../driver";
import { driverContract } from "../driver-contract";
import { record } from "../driver-recorder";
import { createSqlDriver } from "./driver";

// A database takes its time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: every row arrives with its own time, none is lost over a crash, and the historian cannot be changed by us.

const HOUR_MS = 3_600_000;
const password = newId();
const database = `historian_${newId().replaceAll("-", "")}`;
let folder: string;
let url: string;
let admin: Client;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-sql-"));
  mkdirSync(join(folder, "secrets"));
  writeFileSync(join(folder, "secrets", "historian"), password);
  const adminUrl = inject("postgresAdminUrl");
  await withAdmin(adminUrl, async (server) => {
    await server.query(`CREATE ROLE ${database} LOGIN PASSWORD '${password}'`);
    await server.query(`CREATE DATABASE ${database} OWNER ${database}`);
  });
  const at = new URL(adminUrl);
  at.pathname = `/${database}`;
  url = at.toString();
  admin = new Client({ connectionString: url });
  await admin.connect();
});
beforeEach(async () => {
  await admin.query("DROP TABLE IF EXISTS samples");
  await admin.query(
    "CREATE TABLE samples (id bigserial, changed_at timestamptz NOT NULL, tag text, value numeric, note text)",
  );
  // The driver's role owns its database: whatever it may not do, the driver keeps it from, not the grants.
  await admin.query(`ALTER TABLE samples OWNER TO ${database}`);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(async () => {
  await admin.end();
  await withAdmin(inject("postgresAdminUrl"), async (server) => {
    await server.query(`DROP DATABASE ${escapeIdentifier(database)} WITH (FORCE)`);
    await server.query(`DROP ROLE ${escapeIdentifier(database)}`);
  });
  rmSync(folder, { recursive: true, force: true });
});

const sourceOf = (more: Partial<SqlSource> = {}): SqlSource => ({
  id: `sql-${newId()}`,
  device: "boiler",
  driver: "sql",
  host: new URL(url).hostname,
  port: Number(new URL(url).port),
  database,
  login: { user: database, secret: "historian" },
  tls: "off",
  query: "SELECT * FROM samples WHERE changed_at >= $1 ORDER BY changed_at LIMIT $2",
  watermark: { column: "changed_at", kind: "time" },
  from: "2020-01-01T00:00:00Z",
  timeColumn: "changed_at",
  pollMs: 1000,
  timeoutMs: 10_000,
  points: [
    { name: "pressure", kind: "number", column: "value", where: { column: "tag", equals: "PT-101" } },
    { name: "note", kind: "string", column: "note" },
  ],
  ...more,
});
function follow(source: SqlSource, options: Parameters<typeof record>[1] = {}) {
  const recorder = record(createSqlDriver({ ...source, pollMs: 100 }, { dataDir: folder }), options);
  ends.push(recorder.stop);
  return recorder;
}
const insert = (at: number, value: number | null, { tag = "PT-101", note = null as string | null } = {}) =>
  admin.query("INSERT INTO samples (changed_at, tag, value, note) VALUES ($1, $2, $3, $4)", [
    new Date(at).toISOString(),
    tag,
    value,
    note,
  ]);
const values = (readings: readonly RawReading[]) => readings.map(({ value }) => value);

test("rows become readings with their own time: the past labelled, the new not, NULL as nothing", async () => {
  const now = clock.now();
  for (let row = 0; row < 25; row++) await insert(now - 24 * HOUR_MS + row, row);
  await insert(now - 23 * HOUR_MS, null, { tag: "PT-102", note: "filter changed" });
  const { readings, until, state } = follow(sourceOf({ pageSize: 10 }));
  await until(() => readings.length >= 26 && state() === "connected");
  expect(values(readings)).toEqual([...Array.from({ length: 25 }, (_, row) => row), "filter changed"]);
  expect(readings[3]).toMatchObject({
    point: "pressure",
    sourceTime: now - 24 * HOUR_MS + 3,
    isRecord: true,
    context: { backfill: true },
  });
  await insert(clock.now(), 4711);
  await until(() => readings.some(({ value }) => value === 4711));
  expect(readings.at(-1)?.context).toBeUndefined();
  expect(readings).toHaveLength(27);
});

test("rows of one microsecond's fellows are all read, by time and by number", async () => {
  const moment = clock.now() - HOUR_MS;
  for (let row = 0; row < 25; row++) await insert(moment, row);
  await admin.query("UPDATE samples SET changed_at = changed_at + id * interval '1 microsecond'");
  const byTime = follow(sourceOf({ pageSize: 4 }));
  const byNumber = follow(
    sourceOf({
      pageSize: 4,
      query: "SELECT * FROM samples WHERE id >= $1 ORDER BY id LIMIT $2",
      watermark: { column: "id", kind: "number" },
    }),
  );
  for (const { readings, until } of [byTime, byNumber]) {
    await until(() => readings.length >= 25);
    expect(values(readings)).toEqual(Array.from({ length: 25 }, (_, row) => row));
  }
});

test("a crash before readings were stored has them read again; after it, nothing is", async () => {
  const start = clock.now() - HOUR_MS;
  for (let row = 0; row < 30; row++) await insert(start + row, row);
  const source = sourceOf({ pageSize: 10 });
  const stored: RawReading[] = [];
  const dying = follow(source, {
    stored: async () => {
      if (stored.length > 0) await new Promise(() => {});
      stored.push(...dying.readings);
    },
  });
  await dying.until(() => dying.readings.length > 10);
  expect(stored).toHaveLength(10);
  await dying.stop();
  const again = follow(source);
  await again.until(() => again.readings.length >= 20);
  expect(values([...stored, ...again.readings])).toEqual(Array.from({ length: 30 }, (_, row) => row));
});

test.each([
  [
    "deletes in a WITH",
    "WITH gone AS (DELETE FROM samples RETURNING *) SELECT * FROM gone WHERE changed_at >= $1 LIMIT $2",
  ],
  ["brings a second statement", "SELECT * FROM samples WHERE changed_at >= $1 LIMIT $2; DELETE FROM samples"],
  ["calls what writes", "SELECT *, nextval('samples_id_seq') FROM samples WHERE changed_at >= $1 LIMIT $2"],
])("a query that %s changes nothing", async (_name, query) => {
  await insert(clock.now() - HOUR_MS, 1);
  const before = await admin.query("SELECT last_value FROM samples_id_seq");
  const { until, health, readings } = follow(sourceOf({ query }));
  await until(() => health.some(({ state }) => state === "failed"));
  expect(health.at(-1)?.detail).toMatch(/read-only transaction|multiple commands/);
  expect(readings).toEqual([]);
  expect((await admin.query("SELECT count(*)::int AS rows FROM samples")).rows).toEqual([{ rows: 1 }]);
  expect((await admin.query("SELECT last_value FROM samples_id_seq")).rows).toEqual(before.rows);
});

test("a query that takes too long is ended at the server", async () => {
  const slow = "SELECT pg_sleep(60), * FROM samples WHERE changed_at >= $1 LIMIT $2";
  await insert(clock.now() - HOUR_MS, 1);
  const { until, health } = follow(sourceOf({ query: slow, timeoutMs: 100 }));
  await until(() => health.some(({ state }) => state === "failed"));
  expect(health.at(-1)?.detail).toContain("statement timeout");
});

test("a server without TLS is not asked where TLS was promised; a wrong password is said", async () => {
  await insert(clock.now() - HOUR_MS, 1);
  const plain = follow(sourceOf({ tls: "verify" }));
  await plain.until(() => plain.health.some(({ state }) => state === "failed"));
  expect(plain.health.at(-1)?.detail).toContain("SSL");
  writeFileSync(join(folder, "secrets", "wrong"), "wrong");
  const refused = follow(sourceOf({ login: { user: database, secret: "wrong" } }));
  await refused.until(() => refused.health.some(({ state }) => state === "failed"));
  expect(refused.health.at(-1)?.detail).toContain("password authentication failed");
  expect([...plain.readings, ...refused.readings]).toEqual([]);
});

driverContract("SQL", async () => {
  // The server itself stays: what goes and comes is the way to it.
  const sockets = new Set<Socket>();
  const target = new URL(url);
  let gate: Server | null = null;
  let port = 0;
  let value = 1;
  const listen = () =>
    new Promise<void>((resolve) => {
      const server = createServer((near) => {
        const far = connect(Number(target.port), target.hostname);
        sockets.add(near);
        near.once("close", () => {
          sockets.delete(near);
          far.destroy();
        });
        far.once("close", () => near.destroy());
        for (const socket of [near, far]) socket.on("error", () => socket.destroy());
        near.pipe(far).pipe(near);
      });
      gate = server;
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        port = typeof address === "object" && address !== null ? address.port : port;
        resolve();
      });
    });
  const shut = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy();
      if (gate === null) return resolve();
      gate.close(() => resolve());
      gate = null;
    });
  await listen();
  await shut();
  // The tests of this file empty the table before each of theirs; the contract's rows live in one of their own.
  await admin.query("CREATE TABLE contract (changed_at timestamptz, value int, note text)");
  await admin.query(`ALTER TABLE contract OWNER TO ${database}`);
  await admin.query("INSERT INTO contract VALUES (now() - interval '1 hour', 1, 'one')");
  const source = sourceOf({
    host: "127.0.0.1",
    port,
    query: "SELECT * FROM contract WHERE changed_at >= $1 ORDER BY changed_at LIMIT $2",
    points: [
      { name: "value", kind: "number", column: "value" },
      { name: "note", kind: "string", column: "note" },
    ],
  });
  const rows = async () =>
    (await admin.query<{ rows: number }>("SELECT count(*)::int AS rows FROM contract")).rows[0]?.rows;
  let expected = 1;
  return {
    points: ["value", "note"],
    driver: () => createSqlDriver({ ...source, pollMs: 100 }, { dataDir: folder }),
    start: listen,
    stop: shut,
    change() {
      value += 1;
      expected += 1;
      const shown = value;
      void admin.query("INSERT INTO contract VALUES (clock_timestamp(), $1, $2)", [shown, `note ${shown}`]);
      return { point: "value", is: (reading) => reading.value === shown };
    },
    // What a query may not do is tested above; here the rows are counted at the end.
    writes: () => 0,
    links: () => sockets.size,
    close: async () => expect(await rows()).toBe(expected),
  };
});
