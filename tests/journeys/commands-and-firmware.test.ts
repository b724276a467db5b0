import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFolderObjects } from "@outstation/adapters/objects";
import { readRefusal } from "@outstation/contracts/mqtt/refusal-signature";
import { type Database, openDatabase } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { listCommands, sendCommand, setSiteCommands } from "@outstation/domain/fleet/commands";
import { getRollout, publishRelease, startRelease, startRollout, uploadPart } from "@outstation/domain/fleet/firmware";
import { actOf } from "@outstation/domain/tenancy/audit";
import { startGateway } from "@outstation/edge/compose";
import type { Identity } from "@outstation/edge/identity/kept-identity";
import { silentProgress } from "@outstation/edge/identity/progress";
import { readPointer, writePointer } from "@outstation/edge/update/installation";
import { systemClock } from "@outstation/kit/clock";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { enrolAsGateway } from "./support/gateway";
import { type JourneyPlatform, startJourney } from "./support/platform";
import { tenantIdOf } from "./support/tenants";
import { until } from "./support/until";

// Promise: a command reaches a real gateway over the platform's own broker and comes back with what became of it, or with a signed
// no; and firmware goes from a release to a gateway that says itself that it runs it.

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const act = (event: Parameters<typeof actOf>[1]) => actOf("account:journey", event);
let platform: JourneyPlatform;
let app: Database;
let tenantId: string;
let identity: Identity;
let dataDir: string;
const gateways: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  platform = await startJourney({ simulators: false, webApps: [] });
  app = await openDatabase(platform.databaseUrls.app, 3);
  tenantId = await tenantIdOf(app, "acme");
  identity = await enrolAsGateway(platform, "acme");
  dataDir = join(platform.dataDir, "test-identities", "told");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
});
afterAll(async () => {
  await app?.close();
  await platform?.end();
});

async function run(
  more: object = {},
  version = "0.1.0",
  supervisor: Parameters<typeof startGateway>[0]["supervisor"] = null,
) {
  const gateway = await startGateway({
    identity: { ...identity, edgePackage: { ...identity.edgePackage, sources: [], ...more } },
    ...{ dataDir, software: `outstation-edge ${version}`, clock: systemClock, supervisor },
    logger: createLogger("test", "warn"),
    progress: silentProgress,
  });
  gateways.push(gateway);
  await gateway.connectedOnce;
  return gateway;
}
const send = (type: string, args = {}) =>
  sendCommand(app, tenantId, act("command.sent"), {
    ...{ deviceKey: identity.device, type, args, expiresInMs: 120_000, now: Date.now() },
  });
const ended = async ({ id }: { id: string }) =>
  until(
    async () => (await listCommands(app, tenantId, identity.device)).find((command) => command.id === id),
    (command) => command?.endedAt !== null && command !== undefined,
  );

test("a command is carried out and answered; one that was sent while the gateway was away too, when it comes back", async () => {
  const early = await send("gateway.report-now");
  await run();
  expect(await ended(early)).toMatchObject({ state: "succeeded" });
  const begun = performance.now();
  const now = await ended(await send("gateway.report-now"));
  console.log(`a command and its answer: ${Math.round(performance.now() - begun)} ms`);
  expect(now).toMatchObject({ state: "succeeded" });
  expect(now?.sentAt).not.toBeNull();
});

test("what the gateway's package forbids it refuses in its own signed name, which the platform keeps", async () => {
  await run({ commands: "forbidden" });
  const refused = await ended(await send("gateway.report-now"));
  expect(refused).toMatchObject({ state: "rejected", reason: { code: "command.forbidden" } });
  const said = refused?.refusal && readRefusal(refused.refusal, [identity.certificate]);
  expect(said).toMatchObject({ device: identity.device, id: refused?.id, rule: "commands: forbidden" });
});

test("a site with the rule has the platform refuse before anything is sent", async () => {
  const [site] = await withTenant(app, tenantId, ({ rows }) =>
    rows.site.findMany({
      where: { tenantId, devices: { some: { OR: [{ key: identity.device }, { gateway: { key: identity.device } }] } } },
    }),
  );
  const siteId = site?.id ?? "";
  const rule = (commands: "allowed" | "forbidden") =>
    setSiteCommands(app, tenantId, act("site.commands_changed"), { siteId, commands });
  await rule("forbidden");
  await expect(send("gateway.report-now")).rejects.toMatchObject({ code: "command.forbidden" });
  await rule("allowed");
});

test("firmware is rolled out, fetched over mutual TLS, put on trial in the window, and reported by the new version", async () => {
  const installDir = join(platform.dataDir, "test-install");
  mkdirSync(join(installDir, "versions", "0.1.0"), { recursive: true });
  writeFileSync(join(installDir, "versions", "0.1.0", "gateway.mjs"), "");
  await writePointer(installDir, { version: "0.1.0", trial: null, failed: null });
  const file = randomBytes(1_500_000);
  const { id: releaseId } = await startRelease(app, tenantId, act("release.started"), {
    ...{ product: "outstation-edge", version: "0.2.0", minimumVersion: "0.1.0", notes: "", now: Date.now() },
  });
  const desk = { db: app, objects: createFolderObjects(join(platform.dataDir, "objects")) };
  const tenant = { id: tenantId, slug: "acme" };
  await uploadPart(desk, tenant, { id: releaseId, index: 0, bytes: file });
  const sha256 = createHash("sha256").update(file).digest("hex");
  const announced = { id: releaseId, size: file.length, sha256, now: Date.now() };
  await publishRelease(desk, tenant, act("release.published"), announced);
  let restarts = 0;
  let healthy = 0;
  const supervisor = { installDir, restart: () => void restarts++, sayHealthy: () => void healthy++ };
  // Every minute of the week: today's night is no matter here.
  const windows = ["00:00-12:00", "12:00-00:00"].map((span) => ({
    ...{ days: EVERY_DAY, from: span.slice(0, 5), to: span.slice(6) },
  }));
  const maintenance = { timeZone: "Europe/Amsterdam", windows };
  const old = await run({ maintenance }, "0.1.0", supervisor);
  const { id } = await startRollout(app, tenantId, act("rollout.started"), {
    ...{ releaseId, name: "", deviceKeys: [identity.device], wavePercents: [100] },
    ...{ successPercent: 100, abortPercent: 100, now: Date.now() },
  });
  const state = async () => (await getRollout(app, tenantId, id)).updates[0]?.state;
  await until(state, (now) => now === "applying");
  await until(
    () => restarts,
    (count) => count === 1,
  );
  expect(await readPointer(installDir)).toMatchObject({ version: "0.2.0", trial: { previous: "0.1.0" } });
  expect(readFileSync(join(installDir, "versions", "0.2.0", "gateway.mjs")).equals(file)).toBe(true);
  // What the supervisor does then: the old one ends, and the new one is started.
  await old.stop();
  gateways.length = 0;
  await run({ maintenance }, "0.2.0", supervisor);
  await until(state, (now) => now === "succeeded");
  expect(healthy).toBeGreaterThan(0);
  expect(await getRollout(app, tenantId, id)).toMatchObject({ state: "completed", updates: [{ running: "0.2.0" }] });
});
