import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import type { PiWebApiSource } from "@outstation/contracts/edge/sources/pi-web-api";
import { systemClock as clock } from "@outstation/kit/clock";
import { type PiWebApi, type RecordedItem, startPiWebApi } from "@outstation/local/hardware/pi-web-api/server";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Driver, RawReading } from "../driver";
import { driverContract } from "../driver-contract";
import { record } from "../driver-recorder";
import { createPiWebApiDriver } from "./driver";

// Key pairs and sockets take their time on a busy machine; nothing here waits for a time to pass.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: every recorded value arrives with its own time and quality, none is lost over a crash, and nothing is written.

const login = { user: "reader", password: "of the site" };
const HOUR_MS = 3_600_000;
let folder: string;
let tls: { key: string; certificate: string };
let ca: string;
let strangersCa: string;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-pi-"));
  const pki = await openFileSigner(join(folder, "pki"), clock.now);
  tls = await pki.platform.serverFor(["127.0.0.1"]);
  ca = pki.platform.root;
  strangersCa = (await openFileSigner(join(folder, "strangers"), clock.now)).platform.root;
  mkdirSync(join(folder, "secrets"));
  writeFileSync(join(folder, "secrets", "pi"), `${login.password}\n`);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (ms: number) => new Date(ms).toISOString();
const item = (ms: number, Value: unknown, more: Partial<RecordedItem> = {}): RecordedItem => ({
  Timestamp: at(ms),
  Value,
  ...more,
});
const sourceOf = (port: number, more: Partial<PiWebApiSource> = {}): PiWebApiSource => ({
  id: `pi-${Math.random().toString(36).slice(2)}`,
  device: "boiler",
  driver: "pi-web-api",
  baseUrl: `https://127.0.0.1:${port}/piwebapi/`,
  ca,
  login: { user: login.user, secret: "pi" },
  pollMs: 1000,
  points: [
    { name: "pressure", kind: "number", webId: "F1AbPressure" },
    { name: "mode", kind: "string", webId: "F1AbMode" },
  ],
  ...more,
});
const open = (source: PiWebApiSource): Driver => createPiWebApiDriver({ ...source, pollMs: 100 }, { dataDir: folder });

const values = (readings: readonly RawReading[]) => readings.map(({ value }) => value);

async function historian(): Promise<PiWebApi> {
  const server = await startPiWebApi({ tls, login });
  server.add("F1AbPressure");
  server.add("F1AbMode");
  ends.push(server.stop);
  return server;
}
function follow(driver: Driver, options: Parameters<typeof record>[1] = {}) {
  const recorder = record(driver, options);
  ends.push(recorder.stop);
  return recorder;
}

test("the past comes page by page, labelled as backfill; what is new is not", async () => {
  const server = await historian();
  const now = clock.now();
  const past = Array.from({ length: 95 }, (_, index) => item(now - 24 * HOUR_MS + index * 1000, index));
  server.add("F1AbPressure", ...past);
  const { readings, until, state } = follow(
    open(sourceOf(server.port, { from: at(now - 48 * HOUR_MS), pageSize: 10 })),
  );
  await until(() => readings.length >= 95 && state() === "connected");
  expect(readings.map(({ value }) => value)).toEqual(past.map(({ Value }) => Value));
  expect(readings[7]).toEqual({
    point: "pressure",
    value: 7,
    sourceTime: now - 24 * HOUR_MS + 7000,
    status: { protocol: "historian", quality: "good", status: null },
    isRecord: true,
    context: { backfill: true },
  });
  expect(server.reads()).toBeGreaterThanOrEqual(10);
  server.add("F1AbPressure", item(clock.now(), 4711));
  await until(() => readings.some(({ value }) => value === 4711));
  expect(readings.at(-1)?.context).toBeUndefined();
  expect(readings).toHaveLength(96);
});

test("PI's own words become quality: a system state, questionable, substituted, not good", async () => {
  const server = await historian();
  const start = clock.now() - HOUR_MS;
  server.add(
    "F1AbPressure",
    item(start + 1, { Name: "I/O Timeout", Value: 246, IsSystem: true }, { Good: false }),
    item(start + 2, 2, { Questionable: true }),
    item(start + 3, 3, { Substituted: true }),
    item(start + 4, 4, { Good: false }),
  );
  server.add("F1AbMode", item(start + 5, { Name: "Auto", Value: 1, IsSystem: false }));
  const { readings, until } = follow(open(sourceOf(server.port, { from: at(start) })));
  await until(() => readings.length >= 5);
  const said = readings.toSorted((a, b) => Number(a.sourceTime) - Number(b.sourceTime));
  expect(said.map(({ value, status }) => [value, "quality" in status && [status.quality, status.status]])).toEqual([
    [null, ["bad", "I/O Timeout"]],
    [2, ["uncertain", "questionable"]],
    [3, ["uncertain", "substituted"]],
    [4, ["bad", "not good"]],
    ["Auto", ["good", null]],
  ]);
});

test("values of one moment are all read, more of them than fit on a page", async () => {
  const server = await historian();
  const moment = clock.now() - HOUR_MS;
  server.add("F1AbPressure", ...Array.from({ length: 25 }, (_, index) => item(moment, index)), item(moment + 5, 99));
  const { readings, until } = follow(open(sourceOf(server.port, { from: at(moment - 1), pageSize: 4 })));
  await until(() => readings.some(({ value }) => value === 99));
  expect(readings.map(({ value }) => value)).toEqual([...Array.from({ length: 25 }, (_, index) => index), 99]);
});

test("a crash before readings were stored has them read again; after it, nothing is", async () => {
  const server = await historian();
  const start = clock.now() - HOUR_MS;
  server.add("F1AbPressure", ...Array.from({ length: 30 }, (_, index) => item(start + index, index)));
  const source = sourceOf(server.port, { from: at(start), pageSize: 10 });
  const stored: RawReading[] = [];
  // The disk takes the first page, and the process dies before it has taken the second.
  const dying = follow(open(source), { stored: () => (stored.length === 0 ? keep() : new Promise(() => {})) });
  const keep = async () => {
    stored.push(...dying.readings);
  };
  await dying.until(() => dying.readings.length > 10);
  expect(stored).toHaveLength(10);
  await dying.stop();
  const { readings, until } = follow(open(source));
  await until(() => readings.length >= 20);
  expect([...stored, ...readings].map(({ value }) => value)).toEqual(Array.from({ length: 30 }, (_, index) => index));
});

test("a disk that does not keep how far it came is said; once it does, all is read again from where it was kept", async () => {
  const server = await historian();
  const start = clock.now() - HOUR_MS;
  server.add("F1AbPressure", ...Array.from({ length: 30 }, (_, index) => item(start + index, index)));
  const source = sourceOf(server.port, { from: at(start), pageSize: 10 });
  let refusals = 1;
  const { readings, until, health, state } = follow(open(source), {
    stored: async () => {
      if (readings.length > 15 && refusals-- > 0) throw new Error("the disk is full");
    },
  });
  await until(() => health.some(({ detail }) => detail?.includes("the disk is full") === true));
  const before = new Set(values(readings));
  await until(() => state() === "connected");
  expect(new Set(values(readings)).size).toBe(30);
  // What was kept before is not read again; what was not, is.
  const twice = values(readings).filter((value, index, all) => all.indexOf(value) !== index);
  expect(twice).not.toContain(0);
  expect(twice.length).toBeGreaterThan(0);
  expect(before.size).toBeGreaterThan(15);
});

test("a stream that is not there is said; the others are read", async () => {
  const server = await historian();
  const start = clock.now() - HOUR_MS;
  server.add("F1AbPressure", item(start, 1));
  const points = [{ name: "gone", kind: "number", webId: "F1Gone" } as const, ...sourceOf(0).points];
  const { readings, until, health, state } = follow(open(sourceOf(server.port, { from: at(start), points })));
  await until(() => readings.length > 0 && state() === "connected");
  expect(health.at(-1)?.detail).toBe("stream F1Gone: answer 404");
});

test.each([
  ["of a stranger's authority", () => ({ ca: strangersCa }), /certificate/],
  ["that refuses the login", () => ({ login: { user: "nobody", secret: "pi" } }), /login is refused/],
  ["whose password is nowhere", () => ({ login: { user: "reader", secret: "none" } }), /secrets.none/],
])("a server %s gives nothing, and the reason is said", async (_name, more, reason) => {
  const server = await historian();
  server.add("F1AbPressure", item(clock.now() - HOUR_MS, 1));
  const { readings, until, health } = follow(open(sourceOf(server.port, { from: at(0), ...more() })));
  await until(() => health.some(({ state }) => state === "failed"));
  expect(health.at(-1)?.detail).toMatch(reason);
  expect(readings).toEqual([]);
});

driverContract("PI Web API", async () => {
  const streams = new Map<string, RecordedItem[]>([
    ["F1AbPressure", [item(clock.now() - HOUR_MS, 1)]],
    ["F1AbMode", [item(clock.now() - HOUR_MS, "off")]],
  ]);
  const first = await startPiWebApi({ tls, login, streams });
  let server: PiWebApi | null = first;
  await first.stop();
  server = null;
  let writes = 0;
  let value = 1;
  const source = sourceOf(first.port, { from: at(clock.now() - 2 * HOUR_MS) });
  return {
    points: ["pressure", "mode"],
    driver: () => open(source),
    async start() {
      server = await startPiWebApi({ tls, login, streams, port: first.port });
    },
    async stop() {
      writes += server?.writes() ?? 0;
      await server?.stop();
      server = null;
    },
    change() {
      value += 1;
      const shown = value;
      streams.get("F1AbPressure")?.push(item(clock.now(), shown));
      streams.get("F1AbMode")?.push(item(clock.now(), `mode ${shown}`));
      return { point: "pressure", is: (reading) => reading.value === shown };
    },
    writes: () => writes + (server?.writes() ?? 0),
    links: () => server?.links() ?? 0,
    close: async () => {},
  };
});
