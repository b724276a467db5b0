import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { type Database, openDatabase } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";
import type { Identity } from "@outstation/edge/identity/identity";
import { connect, type MqttClient } from "mqtt";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolAsGateway } from "./support/gateway";
import { apiOf, signIn } from "./support/member";
import { type JourneyPlatform, startJourney } from "./support/platform";
import { connectionOf, publishAll } from "./support/publisher";
import { storedBoots } from "./support/store";
import { tenantIdOf } from "./support/tenants";
import { until } from "./support/until";

let platform: JourneyPlatform;
let db: Database;
let acme: { id: string; gateway: Identity };
let globex: { id: string; gateway: Identity };

const reading = { point: "secret", value: 42, measuredAt: Date.now(), quality: "good" as const };
const message = (seq: number, child: string | null) => ({
  seq,
  payload: encodeCompact({ boot: 1, seq, child, readings: [reading] }),
});

beforeAll(async () => {
  platform = await startJourney({ simulators: false, webApps: ["web", "portal"] });
  db = await openDatabase(platform.databaseUrls.app);
  acme = { id: await tenantIdOf(db, "acme"), gateway: await enrolAsGateway(platform, "acme") };
  globex = { id: await tenantIdOf(db, "globex"), gateway: await enrolAsGateway(platform, "globex") };
  await publishAll(acme.gateway, [message(1, "meter-main"), message(2, "meter-main")], () => undefined);
  await until(
    () => storedBoots(db, acme.id),
    ([boot]) => boot?.sequences === 2,
  );
});
afterAll(async () => {
  await db?.close();
  await platform?.end();
});

/** Connects with globex's certificate. @returns null when the broker refused. */
function connectAsGlobex(clientId?: string): Promise<MqttClient | null> {
  const options = connectionOf(globex.gateway);
  const client = connect(globex.gateway.brokerUrl, clientId ? { ...options, clientId } : options);
  client.on("error", () => undefined);
  return new Promise((resolve) => {
    client.once("connect", () => resolve(client));
    client.once("close", () => resolve(null));
  });
}

const rowsOfAcme = async () => {
  const [boot] = await storedBoots(db, acme.id);
  return boot;
};

test.each([
  "acme/d/gw-line-3/up/telemetry",
  "acme/d/meter-main/up/status",
  "acme/d/gw-hall-1/up/telemetry",
  "globex/d/filler-1/up/telemetry",
  "globex/d/gw-hall-1/down/cmd",
  "$SYS/anything",
])("MQTT: globex's certificate cannot publish to %s, and is disconnected for trying", async (topic) => {
  const client = await connectAsGlobex();
  expect(client).not.toBeNull();
  const closed = new Promise<void>((resolve) => client?.once("close", () => resolve()));
  client?.publish(topic, Buffer.from(message(9, null).payload), { qos: 1 }, () => undefined);
  await closed;
  expect(await rowsOfAcme()).toMatchObject({ sequences: 2, seen: "{[1,3)}" });
});

test.each([
  "acme/d/gw-line-3/down/#",
  "acme/#",
  "+/d/+/up/#",
  "#",
  "$share/x/acme/d/gw-line-3/up/telemetry",
  "globex/d/filler-1/down/#",
])("MQTT: globex's certificate cannot subscribe to %s", async (filter) => {
  const client = await connectAsGlobex();
  const refused = await new Promise<boolean>((resolve) => {
    client?.once("close", () => resolve(true));
    client?.subscribe(filter, { qos: 1 }, (error, granted) =>
      resolve(error !== null || (granted ?? []).every(({ qos }) => qos >= 128)),
    );
  });
  client?.end(true);
  expect(refused).toBe(true);
});

test("MQTT: globex's certificate cannot connect under acme's client id", async () => {
  expect(await connectAsGlobex("acme.gw-line-3")).toBeNull();
});

test("MQTT: naming acme's device inside globex's own message reaches nobody and is kept with the reason", async () => {
  await publishAll(globex.gateway, [message(1, "packaging-line-3")], () => undefined);
  const quarantined = await until(
    () =>
      readAsTenant<{ code: string; field: string }>(
        db,
        globex.id,
        "SELECT code, field FROM series.quarantined_messages WHERE tenant_id = $1",
        [globex.id],
      ),
    (rows) => rows.length > 0,
  );
  expect(quarantined).toEqual([{ code: "device.unknown", field: "d" }]);
  expect(await rowsOfAcme()).toMatchObject({ sequences: 2, seen: "{[1,3)}" });
});

test("tRPC: globex's member gets the answer of a device that does not exist", async () => {
  const login = platform.logins.find(({ tenant }) => tenant === "globex");
  if (login === undefined) throw new Error("no login of globex");
  const cookie = await signIn(platform.addresses.web, login);
  const api = apiOf(platform.addresses.web, `${cookie}; outstation-tenant=acme`);
  expect((await api.session.me.query()).tenant.slug).toBe("globex");
  expect((await api.devices.list.query()).map(({ key }) => key)).not.toContain("meter-main");
  const range = { from: Date.now() - 3_600_000, to: Date.now(), buckets: 100 };
  const asked = [
    api.devices.get.query({ key: "meter-main" }),
    api.telemetry.series.query({ points: [{ deviceKey: "meter-main", point: "secret" }], ...range }),
    api.messages.recent.query({ deviceKey: "gw-line-3", limit: 10 }),
  ];
  const strangers = [
    api.devices.get.query({ key: "no-such" }),
    api.telemetry.series.query({ points: [{ deviceKey: "no-such", point: "secret" }], ...range }),
    api.messages.recent.query({ deviceKey: "no-such", limit: 10 }),
  ];
  const shapeOf = (error: unknown) =>
    JSON.stringify((error as { data?: unknown }).data).replaceAll(/meter-main|gw-line-3/g, "no-such");
  const answers = (await Promise.allSettled(asked)).map((one) =>
    one.status === "rejected" ? shapeOf(one.reason) : "answered",
  );
  const missing = (await Promise.allSettled(strangers)).map((one) =>
    one.status === "rejected" ? shapeOf(one.reason) : "answered",
  );
  expect(answers).toEqual(missing);
  expect(answers.join()).toContain("device.not_found");
});

test("tRPC: the live streams of acme's devices bring globex's member nothing", async () => {
  const login = platform.logins.find(({ tenant }) => tenant === "globex");
  if (login === undefined) throw new Error("no login of globex");
  const cookie = await signIn(platform.addresses.web, login);
  const stop = new AbortController();
  const input = encodeURIComponent(JSON.stringify({ json: { deviceKey: "meter-main", lastEventId: "0" } }));
  const stream = await fetch(`${platform.addresses.web}/api/trpc/telemetry.live?input=${input}`, {
    headers: { cookie, accept: "text/event-stream" },
    signal: stop.signal,
  });
  let received = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of stream.body as unknown as AsyncIterable<Uint8Array>) received += decoder.decode(chunk);
  })().catch(() => undefined);
  await publishAll(acme.gateway, [message(3, "meter-main")], () => undefined);
  await until(rowsOfAcme, (boot) => boot?.sequences === 3);
  // The stream is open and alive: its greeting came, its readings did not.
  await until(
    () => received,
    (text) => text.includes("connected"),
  );
  stop.abort();
  await reading;
  expect(received).not.toContain("secret");
});

test("SQL: the app role as globex reads, changes and adds nothing of acme's in any table of any schema", async () => {
  const client = new Client({ connectionString: platform.databaseUrls.app });
  await client.connect();
  const { rows: tables } = await client.query(
    `SELECT table_schema || '.' || quote_ident(table_name) AS name FROM information_schema.columns
     WHERE column_name = 'tenant_id' AND table_schema IN ('public', 'series', 'log')
       AND has_table_privilege(quote_ident(table_schema) || '.' || quote_ident(table_name), 'SELECT') ORDER BY 1`,
  );
  expect(tables.length).toBeGreaterThan(10);
  await client.query("SELECT set_config('app.tenant_id', $1, false)", [globex.id]);
  for (const { name } of tables) {
    const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${name} WHERE tenant_id = $1`, [acme.id]);
    expect(rows, name).toEqual([{ count: 0 }]);
  }
  const changed = await client.query("UPDATE devices SET name = 'taken' WHERE tenant_id = $1", [acme.id]);
  expect(changed.rowCount).toBe(0);
  await expect(
    client.query("INSERT INTO sites (tenant_id, id, name, time_zone) VALUES ($1, gen_random_uuid(), 'x', 'UTC')", [
      acme.id,
    ]),
  ).rejects.toThrow(/row-level security/);
  await client.end();
});

test("an operator has it proven on the installation that runs, and nothing leaks", async () => {
  const login = platform.logins.find(({ email }) => email.startsWith("operator@"));
  if (login === undefined) throw new Error("no login of an operator");
  const api = apiOf(platform.addresses.web, await signIn(platform.addresses.web, login));
  expect(await api.operator.proveIsolation.mutate()).toEqual({ started: true });
  expect(await api.operator.proveIsolation.mutate()).toEqual({ started: false });
  const { running } = await api.operator.isolationReports.query();
  expect(running).toMatchObject({ startedBy: login.email, leaks: 0 });
  const { reports } = await until(
    () => api.operator.isolationReports.query(),
    (view) => view.running === null,
    { withinMs: 150_000, everyMs: 500 },
  );
  const [report] = reports;
  console.log(`${report?.attempts} attempts, ${report?.leaks} leaks, ${report?.seconds.toFixed(1)} s`);
  expect(report).toMatchObject({ leaks: 0, missing: [], failure: null });
  for (const { surface, attempts } of report?.surfaces ?? [])
    expect({ surface, isTried: attempts > 0 }).toEqual({ surface, isTried: true });
  // What a web process cannot try, as it has neither the ingest role nor the authority's key and waits for no hour to be sealed;
  // and the mails that the embedded default shows.
  expect(report?.notes.length).toBe(4);
  const tenants = (await api.operator.tenants.query()).filter(({ slug }) => report?.tenants.includes(slug));
  expect(tenants.map(({ kind, status, members }) => ({ kind, status, members }))).toEqual(
    Array.from({ length: 3 }, () => ({ kind: "synthetic", status: "suspended", members: 0 })),
  );
});
