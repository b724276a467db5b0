import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform } from "@outstation/db/tenant";
import { actOf } from "@outstation/domain/tenancy/audit";
import { ensureTenant, suspendTenant } from "@outstation/domain/tenancy/tenants";
import { type ContractServer, startContractServer } from "@outstation/emqx-api-client/contract-server";
import { inheritedEnv } from "@outstation/kit/env";
import { createLogger } from "@outstation/kit/logger";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { compose } from "../compose";
import { readEnvironment } from "../environment";
import type { Process } from "../processes/process";

// Promise: the processes, given an EMQX, refuse one that lets everybody in, bring any other to what it should be, keep it so,
// and tell it who is out.

const poll = { timeout: 20_000, interval: 20 };
const folder = mkdtempSync(join(tmpdir(), "outstation-emqx-"));
let database: TestDatabase;
let platform: Database;
let tenantId: string;
let server: ContractServer;
let running: Process[] = [];
const nothing = async () => undefined;
let close: () => Promise<void> = nothing;

beforeAll(async () => {
  database = await createTestDatabase();
  platform = await openDatabase(database.urls.platform, 2);
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) =>
    ensureTenant(tx, { slug: "acme", name: "Acme" }),
  );
});
afterAll(async () => {
  await platform?.close();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  server = await startContractServer();
});
afterEach(async () => {
  for (const each of running.toReversed()) await each.stop();
  running = [];
  await close();
  close = nothing;
  // Throws where a request or an answer did not fit EMQX's document.
  await server.stop();
});

const environment = (): Record<string, string> => ({
  ...{ DATABASE_URL: database.urls.ingest, CA_DIR: join(folder, "ca"), LOG_LEVEL: "silent" },
  ...{ EMQX_URL: server.url, EMQX_API_KEY: server.apiKey, EMQX_API_SECRET: server.apiSecret },
});

/** Starts the two processes that speak to EMQX, as `main` does. */
async function start(more: Record<string, string> = {}): Promise<void> {
  const env = readEnvironment({ ...environment(), ...more });
  const composed = await compose(env, createLogger("test", env.LOG_LEVEL));
  close = composed.close;
  for (const each of composed.processes.filter(({ name }) => name === "reconciler" || name === "outbox")) {
    await each.start();
    running.push(each);
  }
}

test("a new EMQX stops the start, unless its own file of rules may go", async () => {
  await expect(start()).rejects.toMatchObject({ code: "emqx.default_acl_present" });
  expect(running).toEqual([]);
  await close();
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes" });
  expect(running.map(({ name }) => name)).toEqual(["reconciler", "outbox"]);
  expect(server.broker.settings).toMatchObject({ no_match: "deny", deny_action: "disconnect" });
  expect(server.broker.sources.map(({ type }) => type)).toEqual(["built_in_database"]);
});

test("what drifts while they run is put right", async () => {
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes", EMQX_RECONCILE_EVERY_MS: "50" });
  server.broker.settings = { ...server.broker.settings, no_match: "allow" };
  await vi.waitUntil(() => server.broker.settings.no_match === "deny", poll);
});

test("an EMQX that is away stops nothing, and is brought right when it comes", async () => {
  server.trouble(...Array.from({ length: 8 }, () => ({ status: 503 })));
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes", EMQX_RECONCILE_EVERY_MS: "50" });
  await vi.waitUntil(() => server.broker.settings.no_match === "deny", poll);
});

test("a tenant that is suspended is out", async () => {
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes" });
  const session = server.connect({ clientid: "acme.gw-1", username: "0".repeat(32) });
  await suspendTenant(platform, actOf("platform:test", "tenant.suspended"), tenantId, "a test");
  expect(await session.ended).toBe("kicked");
  expect(() => server.connect({ clientid: "acme.gw-1" })).toThrow("is banned");
});

test("who was suspended while EMQX was another is out of the new one too", async () => {
  await suspendTenant(platform, actOf("platform:test", "tenant.suspended"), tenantId, "a test");
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes" });
  expect(server.broker.bans).toMatchObject([{ as: "clientid_re", who: "^acme\\." }]);
});

test("an address without a key is refused before anything starts", async () => {
  await expect(start({ EMQX_API_SECRET: "" })).rejects.toMatchObject({ code: "env.invalid" });
});

/** `pnpm emqx:drift`. */
const askForDrift = (): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL("../drift.ts", import.meta.url));
    const options = {
      env: inheritedEnv(environment()) as NodeJS.ProcessEnv,
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
    };
    execFile(process.execPath, ["--import", "tsx", script], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, said: stdout + stderr }),
    );
  });

test("whoever asks for the drift is told it, and nothing is changed", async () => {
  const fresh = await askForDrift();
  expect(fresh.code).toBe(1);
  expect(fresh.said).toContain("EMQX 5.8.9 (Opensource)");
  expect(fresh.said).toMatch(
    /authorization\.settings\n {2}is {6}\{"no_match":"allow".*\n {2}should {2}\{"no_match":"deny"/,
  );
  expect(server.callLines().filter((line) => !line.startsWith("GET"))).toEqual([]);
  await start({ EMQX_REPLACE_DEFAULT_ACL: "yes" });
  expect(await askForDrift()).toEqual({ code: 0, said: expect.stringContaining("not as it should be: 0") });
});
