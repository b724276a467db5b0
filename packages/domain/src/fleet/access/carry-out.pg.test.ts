import { connectEmqx, createEmqxAccess } from "@outstation/adapters/emqx";
import { type Database, openDatabase } from "@outstation/db/database";
import { listDueOutbox } from "@outstation/db/directory";
import { readAsTenant, withPlatform, withTenant } from "@outstation/db/tenant";
import { type ContractServer, startContractServer } from "@outstation/emqx-api-client/contract-server";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { actOf } from "../../tenancy/audit";
import { ensureTenant, resumeTenant, suspendTenant } from "../../tenancy/tenants";
import { revokeCertificate } from "../certificates";
import { retireDevices } from "../devices";
import { carryOut } from "./carry-out";
import { listStandingBans } from "./list-standing-bans";

// Promise: what was committed is done at EMQX in the order status, ban, kick, list; done again it changes nothing; and an entry
// that comes late does what is so by then.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REVOKING = actOf("account:test", "certificate.revoked");
const RETIRING = actOf("account:test", "device.retired");
const SUSPENDING = actOf("platform:test", "tenant.suspended");
const RESUMING = actOf("platform:test", "tenant.resumed");
// EMQX and Postgres have clocks of their own: ours goes with theirs, and is moved ahead by hand.
let aheadMs = 0;
const clock = {
  now: () => Date.now() + aheadMs,
  advance: (ms: number) => {
    aheadMs += ms;
  },
};

/** No entry of these tests asks for a signature. */
const documents = { sign: () => Promise.reject(new Error("nothing is signed here")), signingKeys: () => [] };

let database: TestDatabase;
let app: Database;
let ingest: Database;
let platform: Database;
let server: ContractServer;
let slug: string;
let tenantId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [app, ingest, platform] = await Promise.all([
    openDatabase(database.urls.app, 4),
    openDatabase(database.urls.ingest, 4),
    openDatabase(database.urls.platform, 2),
  ]);
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close(), platform?.close()]);
  await database?.drop();
});

let tenants = 0;
beforeEach(async () => {
  server = await startContractServer();
  aheadMs = 0;
  tenants += 1;
  slug = `tenant-${tenants}`;
  tenantId = await withPlatform(platform, "a tenant for the test", (tx) => ensureTenant(tx, { slug, name: slug }));
});
// Throws where a request or an answer did not fit EMQX's document.
afterEach(() => server.stop());

type Certificate = {
  readonly serial: string;
  readonly fingerprintMd5: string;
  readonly key: string;
  readonly notAfter: Date;
};

/** A device with a certificate, as the register has it. The certificate is not shown to anyone here, so it is none. */
async function register(key: string, notAfter = new Date(clock.now() + 90 * DAY_MS)): Promise<Certificate> {
  const [deviceId, id] = [newId(), newId()];
  const serial = id.replaceAll("-", "");
  const certificate = { serial, fingerprintMd5: serial.split("").reverse().join(""), notAfter };
  await withTenant(app, tenantId, async ({ rows }) => {
    await rows.device.create({ data: { tenantId, id: deviceId, key, name: key, type: "sensor" } });
  });
  await withTenant(ingest, tenantId, async ({ rows }) => {
    await rows.certificate.create({
      data: {
        ...{ tenantId, id, deviceId, status: "active", pem: "", ...certificate },
        ...{ fingerprintSha256: serial.repeat(2), notBefore: new Date(clock.now()) },
      },
    });
  });
  return { ...certificate, key };
}

const connect = ({ key, fingerprintMd5 }: Certificate) =>
  server.connect({ clientid: `${slug}.${key}`, username: fingerprintMd5 });
const cannotConnect = (certificate: Certificate) => expect(() => connect(certificate)).toThrow("is banned");

const statusOf = async (serial: string): Promise<string | undefined> => {
  const rows = await readAsTenant<{ status: string }>(
    app,
    tenantId,
    "SELECT status FROM certificates WHERE tenant_id = $1 AND serial = $2",
    [tenantId, serial],
  );
  return rows[0]?.status;
};

/** Does what is due, as the outbox process does. @returns what went wrong, entry by entry. */
async function doWhatIsDue(refreshRevocationList: () => Promise<unknown> = async () => undefined): Promise<unknown[]> {
  const access = createEmqxAccess(connectEmqx(server));
  const failures: unknown[] = [];
  for (const due of await listDueOutbox(ingest, clock.now(), 100))
    if (due.tenantId === tenantId)
      failures.push(await carryOut({ db: ingest, access, documents, refreshRevocationList, now: clock.now }, due));
  return failures;
}

const revoke = ({ serial }: Certificate) =>
  revokeCertificate(app, tenantId, REVOKING, {
    ...{ tenantSlug: slug, serial, reason: "keyCompromise" as const, now: clock.now() },
  });

test("a revocation goes status, ban, kick, list", async () => {
  const device = await register("gw-1");
  const session = connect(device);
  await revoke(device);
  // Committed before EMQX heard a word of it.
  expect(await statusOf(device.serial)).toBe("revoked");
  expect(server.calls).toEqual([]);
  const order: string[] = [];
  const failures = await doWhatIsDue(async () => {
    order.push(...server.callLines(), "list");
  });
  expect(failures).toEqual([null]);
  expect(order).toEqual(["POST /banned", `DELETE /clients/${slug}.gw-1`, "list"]);
  expect(server.calls[0]?.body).toMatchObject({
    ...{ as: "username", who: device.fingerprintMd5 },
    until: Math.ceil((device.notAfter.getTime() + HOUR_MS) / 1000),
  });
  expect(session.isConnected()).toBe(false);
  cannotConnect(device);
});

test("a revocation whose answers were lost is done again, and lifts its ban for no moment", async () => {
  const device = await register("gw-1");
  connect(device);
  await revoke(device);
  // The ban stands, and nobody knows: the client asks again, and hears that it exists.
  server.trouble("lose-reply");
  // The list cannot be signed: the whole entry is tried again later.
  expect(await doWhatIsDue(() => Promise.reject(new Error("the signer is away")))).toEqual([
    expect.objectContaining({ message: "the signer is away" }),
  ]);
  clock.advance(10 * 60_000);
  expect(await doWhatIsDue()).toEqual([null]);
  expect(server.callLines().filter((line) => line.startsWith("DELETE /banned"))).toEqual([]);
  expect(server.broker.bans).toHaveLength(1);
  clock.advance(10 * 60_000);
  expect(await doWhatIsDue()).toEqual([]);
});

test("while EMQX is away an entry stays due, and is done when it is back", async () => {
  const device = await register("gw-1");
  await revoke(device);
  server.trouble(...Array.from({ length: 20 }, () => ({ status: 503 })));
  const [failure] = await doWhatIsDue();
  expect(failure).toMatchObject({ status: 503 });
  expect(server.broker.bans).toEqual([]);
  server.trouble();
  clock.advance(10 * 60_000);
  for (let tries = 0; server.broker.bans.length === 0 && tries < 20; tries++) {
    await doWhatIsDue();
    clock.advance(10 * 60_000);
  }
  cannotConnect(device);
}, 60_000);

test("a retired device is kept out with each of its certificates", async () => {
  const device = await register("gw-1");
  const session = connect(device);
  await retireDevices(app, { id: tenantId, slug }, RETIRING, ["gw-1"], clock.now());
  expect(await doWhatIsDue()).toEqual([null, null]);
  expect(session.isConnected()).toBe(false);
  cannotConnect({ ...device, fingerprintMd5: "0".repeat(32) });
});

test("a suspended tenant is kept out and cut, and comes back when it is resumed", async () => {
  const devices = [await register("gw-1"), await register("gw-2")];
  const sessions = devices.map(connect);
  await suspendTenant(platform, SUSPENDING, tenantId, "a test");
  expect(await doWhatIsDue()).toEqual([null]);
  const clients = `GET /clients?like_clientid=${slug}.&limit=1000&page=1`;
  expect(server.callLines()).toEqual(["POST /banned", clients, "POST /clients/kickout/bulk", clients]);
  expect(sessions.map((session) => session.isConnected())).toEqual([false, false]);
  devices.map(cannotConnect);
  await resumeTenant(platform, RESUMING, tenantId);
  expect(await doWhatIsDue()).toEqual([null]);
  expect(devices.map((device) => connect(device).isConnected())).toEqual([true, true]);
});

test("a suspension that is carried out only after the tenant was resumed keeps nobody out", async () => {
  const device = await register("gw-1");
  await suspendTenant(platform, SUSPENDING, tenantId, "a test");
  await resumeTenant(platform, RESUMING, tenantId);
  const due = (await listDueOutbox(ingest, clock.now(), 100)).filter((entry) => entry.tenantId === tenantId);
  const desk = { db: ingest, access: createEmqxAccess(connectEmqx(server)), documents, now: clock.now };
  for (const entry of due.toReversed())
    await carryOut({ ...desk, refreshRevocationList: async () => undefined }, entry);
  expect(due).toHaveLength(2);
  expect(connect(device).isConnected()).toBe(true);
});

test("told whole, the register says the same as told entry by entry", async () => {
  const [stays, revoked, retired, expired] = [
    await register("stays"),
    await register("revoked"),
    await register("retired"),
    await register("expired", new Date(clock.now() + 1_000)),
  ];
  await revoke(revoked);
  await revoke(expired);
  await retireDevices(app, { id: tenantId, slug }, RETIRING, ["retired"], clock.now());
  await suspendTenant(platform, SUSPENDING, tenantId, "a test");
  await doWhatIsDue();
  const told = server.broker.bans.map(({ as, who }) => `${as} ${who}`);

  const whole = (await listStandingBans(ingest, clock.now())).flatMap((ban) => {
    if (ban.as === "certificate") return [`username ${ban.fingerprintMd5}`];
    if (ban.as === "device") return ban.clientId.startsWith(`${slug}.`) ? [`clientid ${ban.clientId}`] : [];
    return ban.slug === slug ? [`clientid_re ^${slug}\\.`] : [];
  });
  expect(told).toHaveLength(5);
  expect(whole).toEqual(expect.arrayContaining(told));
  expect(whole.join()).not.toContain(stays.fingerprintMd5);
  expect(whole).toContain(`username ${retired.fingerprintMd5}`);

  // What has run out by itself is not told: of the expired one an hour later, of all after their end.
  const later = await listStandingBans(ingest, clock.now() + 2 * HOUR_MS);
  expect(JSON.stringify(later)).not.toContain(expired.fingerprintMd5);
  expect(JSON.stringify(later)).toContain(revoked.fingerprintMd5);
  const muchLater = await listStandingBans(ingest, clock.now() + 91 * DAY_MS);
  expect(muchLater.filter((ban) => ban.as !== "tenant")).toEqual([]);
});
