import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { canonicalJson } from "@outstation/contracts/edge/signed";
import type { FirmwareReport } from "@outstation/contracts/mqtt/firmware";
import { manualClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createRefuser } from "../commands/refusal";
import { certificateRequest } from "../identity/device-key";
import type { TlsIdentity } from "../identity/post-json";
import { download } from "./download";
import { readPointer, writePointer } from "./installation";
import { type FirmwareDoor, openFirmwareDoor } from "./testing/firmware-door";
import { openUpdateDesk, type UpdateDesk } from "./update-desk";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Promise: a gateway runs no firmware but what the platform signed, whole, in the hours its site gives; and whatever happens on
// the way, it knows after a restart where it was, and says what became of it.

type Pki = Awaited<ReturnType<typeof openFileSigner>>;
const logger = createLogger("test", "silent");
const file = randomBytes(300_000);
const sha256 = createHash("sha256").update(file).digest("hex");
const key = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const poll = { interval: 5, timeout: 20_000 };

let folder: string;
let pki: Pki;
let tls: TlsIdentity;
let door: FirmwareDoor;
let dirs: { dataDir: string; installDir: string };
const desks: UpdateDesk[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-update-"));
  pki = await openFileSigner(join(folder, "ca"), Date.now);
  const identity = { tenant: "acme", device: "gw" };
  const issued = await pki.signer.issue({
    certificateRequest: await certificateRequest(key),
    identity,
    now: Date.now(),
  });
  tls = { ca: pki.platform.root, cert: [issued.pem, pki.signer.chain()[0]].join("\n"), key };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  const trusted = [pki.platform.root, pki.platform.issuing];
  const server = await pki.platform.serverFor(["127.0.0.1"]);
  door = await openFirmwareDoor({ tls: { ...server, trusted }, file, tag: `"${sha256}"` });
  const run = mkdtempSync(join(folder, "run-"));
  dirs = { dataDir: join(run, "data"), installDir: join(run, "install") };
  for (const dir of [dirs.dataDir, join(dirs.installDir, "versions", "0.1.0")]) mkdirSync(dir, { recursive: true });
  writeFileSync(join(dirs.installDir, "versions", "0.1.0", "gateway.mjs"), "");
  await writePointer(dirs.installDir, { version: "0.1.0", trial: null, failed: null });
});
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.stop();
  await door.close();
});

const nights = { timeZone: "Europe/Amsterdam", windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "02:00", to: "03:00" }] };
const packageWith = (maintenance: object | undefined) =>
  EdgePackage.parse({
    ...{ version: 1, tenant: "acme", gateway: "gw", reporting: { batchMs: 1000, heartbeatMs: 60_000 }, sources: [] },
    ...(maintenance ? { maintenance } : {}),
  });

/** A gateway of a version, at an instant. Its window is looked at often, for the test moves the clock by hand. */
async function gateway(options: { running?: string; at?: string; maintenance?: object | undefined } = {}) {
  const { running = "0.1.0", at = "2026-11-24T12:00:00Z" } = options;
  const clock = manualClock(Date.parse(at));
  const reports: FirmwareReport[] = [];
  const events = { restarts: 0, healthy: 0, connected: true };
  const desk = await openUpdateDesk({
    ...{ ...dirs, running, clock, logger, lookEveryMs: 5 },
    refuse: createRefuser({ identity: () => ({ tenant: "acme", device: "gw", privateKey: key }), now: clock.now }),
    keys: async () => pki.documents.signingKeys(),
    fetch: ({ path, manifest }, to) => download(new URL(path, door.url), tls, manifest, to),
    isConnected: () => events.connected,
    report: (report) => reports.push(report),
    sayHealthy: () => void events.healthy++,
    restart: () => void events.restarts++,
  });
  desks.push(desk);
  await desk.use(packageWith("maintenance" in options ? options.maintenance : nights));
  const until = (state: string) => vi.waitUntil(() => reports.find((report) => report.state === state), poll);
  return { desk, clock, reports, events, until, states: () => reports.map(({ state }) => state) };
}

async function offer(more: object = {}, sign = pki.documents.sign) {
  const manifest = { product: "outstation-edge", version: "0.2.0", size: file.length, sha256, minimumVersion: "0.1.0" };
  const signed = await sign("firmware manifest", canonicalJson({ ...manifest, publishedAt: 1, ...more }));
  const id = newId();
  return { id, path: `/v1/firmware/${id}`, manifest: signed };
}
const bytes = (message: object) => Buffer.from(JSON.stringify(message));

test("outside its window it is fetched and kept; inside it is tried; and the new version itself says that it runs", async () => {
  const { desk, clock, reports, events, until } = await gateway();
  const offered = await offer();
  await desk.receive(bytes(offered));
  const waiting = await until("waiting");
  // 02:00 in Amsterdam.
  expect(waiting?.opensAt).toBe(Date.parse("2026-11-25T01:00:00Z"));
  expect(events.restarts).toBe(0);
  expect((await readPointer(dirs.installDir)).version).toBe("0.1.0");
  clock.advance(Date.parse("2026-11-25T01:00:00Z") - clock.now());
  await until("applying");
  await vi.waitUntil(() => events.restarts === 1, poll);
  expect(await readPointer(dirs.installDir)).toMatchObject({ version: "0.2.0", trial: { previous: "0.1.0" } });
  expect(readFileSync(join(dirs.installDir, "versions", "0.2.0", "gateway.mjs")).equals(file)).toBe(true);
  expect(reports.some(({ state }) => state === "succeeded")).toBe(false);
  await desk.stop();

  const after = await gateway({ running: "0.2.0" });
  after.desk.reached();
  const success = await after.until("succeeded");
  expect(success).toMatchObject({ id: offered.id, running: "0.2.0" });
  expect(after.events.healthy).toBe(1);
  // It is offered again by a platform that did not hear: it says what it said.
  await after.desk.receive(bytes(offered));
  expect(after.states()).toEqual(["succeeded", "succeeded"]);
});

test("a broken download goes on where it stopped, also after a restart of the gateway", async () => {
  door.breakAfter(100_000);
  const first = await gateway();
  const offered = await offer();
  await first.desk.receive(bytes(offered));
  const part = join(dirs.installDir, "downloads", `${sha256}.part`);
  await vi.waitUntil(() => existsSync(part) && readFileSync(part).length >= 100_000, poll);
  await first.desk.stop();
  const kept = readFileSync(part).length;
  expect(kept).toBeLessThan(file.length);
  door.breakAfter(null);
  const second = await gateway();
  await second.until("verified");
  expect(door.asked.at(-1)?.range).toBe(`bytes=${kept}-`);
  expect(door.asked.every(({ peer, path }) => peer === "acme.gw" && path === offered.path)).toBe(true);
  expect(readFileSync(join(dirs.installDir, "versions", "0.2.0", "gateway.mjs")).equals(file)).toBe(true);
});

test("what is not what was signed is not kept, and the failure is said", async () => {
  const { desk, until } = await gateway();
  await desk.receive(bytes(await offer({ sha256: "0".repeat(64) })));
  expect((await until("failed"))?.reason?.code).toBe("firmware.hash_mismatch");
  expect(existsSync(join(dirs.installDir, "versions", "0.2.0"))).toBe(false);
  expect(existsSync(join(dirs.installDir, "downloads", `${"0".repeat(64)}.part`))).toBe(false);
});

test("what the platform did not sign is refused in the gateway's signed name, and nothing is fetched", async () => {
  const stranger = await openFileSigner(join(folder, "stranger"), Date.now);
  const forged = await offer({}, stranger.documents.sign);
  const changed = await offer();
  const body = changed.manifest.body.replace("0.2.0", "0.3.0");
  const otherUse = await offer({}, (_purpose, text) => pki.documents.sign("edge package", text));
  const { desk, reports } = await gateway();
  for (const one of [forged, { ...changed, manifest: { ...changed.manifest, body } }, otherUse])
    await desk.receive(bytes(one));
  expect(reports.map(({ state, reason }) => [state, reason?.code])).toEqual([
    ["rejected", "signature.unknown_key"],
    ["rejected", "signature.invalid"],
    ["rejected", "signature.invalid"],
  ]);
  for (const { id, refusal } of reports) expect(JSON.parse(refusal?.body ?? "{}")).toMatchObject({ id, device: "gw" });
  expect(door.asked).toEqual([]);
});

test("another product, an older version, or one that needs a newer one is refused", async () => {
  const { desk, reports } = await gateway();
  for (const more of [{ product: "other" }, { version: "0.1.0" }, { version: "0.9.0", minimumVersion: "0.5.0" }])
    await desk.receive(bytes(await offer(more)));
  expect(reports.map(({ reason }) => reason?.code)).toEqual([
    "firmware.other_product",
    "firmware.not_newer",
    "firmware.too_old",
  ]);
});

test.each([
  ["none is given", undefined],
  ["none is ever open", { timeZone: "UTC", windows: [] }],
])("a site without a window (%s) refuses, whatever the platform wants", async (_what, maintenance) => {
  const { desk, reports, events } = await gateway({ maintenance });
  await desk.receive(bytes(await offer()));
  expect(reports.map(({ reason }) => reason?.code)).toEqual(["firmware.no_window"]);
  expect(JSON.parse(reports[0]?.refusal?.body ?? "{}").rule).toContain("window");
  expect(events.restarts).toBe(0);
});

test("a version that was gone back from is reported with the supervisor's reason", async () => {
  const { desk, until } = await gateway({ at: "2026-11-24T01:30:00Z" });
  await desk.receive(bytes(await offer()));
  await until("applying");
  await desk.stop();
  await writePointer(dirs.installDir, {
    ...{ version: "0.1.0", trial: null },
    failed: { version: "0.2.0", reason: "0.2.0 did not reach the platform within 180 s." },
  });
  const back = await gateway();
  back.desk.reached();
  const said = await back.until("rolled_back");
  expect(said).toMatchObject({ running: "0.1.0", reason: { code: "firmware.unhealthy" } });
  expect(said?.reason?.message).toContain("did not reach the platform");
});

test("nothing is applied while the platform cannot be told, nor after it was taken back", async () => {
  const { desk, clock, events, until, states } = await gateway({ at: "2026-11-24T00:30:00Z" });
  events.connected = false;
  const offered = await offer();
  await desk.receive(bytes(offered));
  await until("waiting");
  clock.advance(45 * 60_000);
  await desk.receive(bytes({ id: offered.id, withdraw: true }));
  events.connected = true;
  await until("withdrawn");
  await desk.receive(bytes(offered));
  expect(states()).not.toContain("applying");
  expect(events.restarts).toBe(0);
});

test("in the night that lacks its hour the window stays shut; in the night that has it twice it opens at the first", async () => {
  const spring = await gateway({ at: "2026-03-28T12:00:00Z" });
  await spring.desk.receive(bytes(await offer()));
  // Saturday noon: Sunday's 02:00 to 03:00 does not come, so it is Monday's.
  expect((await spring.until("waiting"))?.opensAt).toBe(Date.parse("2026-03-30T00:00:00Z"));
  spring.clock.advance(Date.parse("2026-03-29T01:30:00Z") - spring.clock.now());
  expect(spring.states()).not.toContain("applying");
  await spring.desk.stop();
  rmSync(join(dirs.dataDir, "update.json"));
  const autumn = await gateway({ at: "2026-10-24T12:00:00Z" });
  await autumn.desk.receive(bytes(await offer()));
  expect((await autumn.until("waiting"))?.opensAt).toBe(Date.parse("2026-10-25T00:00:00Z"));
  // The second 02:30 of that night.
  autumn.clock.advance(Date.parse("2026-10-25T01:30:00Z") - autumn.clock.now());
  await autumn.until("applying");
});
