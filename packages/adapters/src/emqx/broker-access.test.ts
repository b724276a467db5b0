import { commonNameOf, type DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { downTopic, upTopic } from "@outstation/contracts/mqtt/topics";
import type { Ban } from "@outstation/domain/ports";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startEmbeddedSide } from "./testing/embedded-side";
import { startEmqxSide } from "./testing/emqx-side";
import type { Card, Connected, Side } from "./testing/side";

// Promise: the embedded broker and EMQX keep out the same people, end the same sessions and take the same messages.

const soon = (ms: number) => new Date(Date.now() + ms);
const HOUR_MS = 3_600_000;
const poll = { timeout: 10_000, interval: 20 };

const certificateBan = ({ fingerprintMd5 }: Card, until = soon(HOUR_MS)): Ban => ({
  ...{ as: "certificate", fingerprintMd5, until, reason: "a test" },
});
const deviceBan = (identity: DeviceIdentity, until = soon(HOUR_MS)): Ban => ({
  ...{ as: "device", clientId: commonNameOf(identity), until, reason: "a test" },
});
const tenantBan = (slug: string): Ban => ({ as: "tenant", slug, reason: "a test" });

describe.each([
  ["the embedded broker", startEmbeddedSide],
  ["EMQX, by its contract", startEmqxSide],
] as [string, () => Promise<Side>][])("%s", (_name, start) => {
  let side: Side;
  beforeAll(async () => {
    side = await start();
  });
  afterAll(() => side?.stop());

  let count = 0;
  /** A device nobody else has, of a tenant nobody else has unless one is named. */
  const newDevice = (tenant = `tenant-${++count}`): DeviceIdentity => ({ tenant, device: `Gw_${++count}` });
  async function come(card: Card): Promise<Connected> {
    const connected = await side.connect(card);
    if (connected === null) throw new Error(`${commonNameOf(card.identity)} was turned away`);
    return connected;
  }

  test("a banned certificate is turned away; the device's next certificate is not", async () => {
    const device = newDevice();
    const [old, next] = [await side.issue(device), await side.issue(device)];
    await side.access.ban(certificateBan(old));
    expect(await side.connect(old)).toBeNull();
    await come(next);
    await side.access.unban(certificateBan(old));
    await come(old);
  });

  test("ban and kick end a live session, and it does not come back", async () => {
    const card = await side.issue(newDevice());
    const session = await come(card);
    const bystander = await come(await side.issue(newDevice(card.identity.tenant)));
    await side.access.ban(certificateBan(card));
    expect(await side.access.kick(commonNameOf(card.identity))).toBe(true);
    await session.ended;
    expect(await side.connect(card)).toBeNull();
    expect(bystander.isConnected()).toBe(true);
  });

  test("a kicked device that is not banned may come back", async () => {
    const card = await side.issue(newDevice());
    const session = await come(card);
    expect(await side.access.kick(commonNameOf(card.identity))).toBe(true);
    await session.ended;
    await come(card);
  });

  test("there is nobody to kick where nobody is", async () => {
    expect(await side.access.kick("nobody.gw-1")).toBe(false);
    expect(await side.access.kickTenant("nobody")).toBe(0);
  });

  test("a banned device is turned away with every certificate, and its neighbour is not", async () => {
    const device = newDevice();
    const session = await come(await side.issue(device));
    await side.access.ban(deviceBan(device));
    await side.access.kick(commonNameOf(device));
    await session.ended;
    expect(await side.connect(await side.issue(device))).toBeNull();
    await come(await side.issue(newDevice(device.tenant)));
    await side.access.unban(deviceBan(device));
    await come(await side.issue(device));
  });

  test("a suspended tenant is cut and kept out whole; tenants whose names begin or end alike stay", async () => {
    const theirs = await Promise.all([1, 2, 3].map(() => side.issue(newDevice("acme"))));
    const sessions = await Promise.all(theirs.map(come));
    const others = ["acme-2", "xacme", "acm"];
    const stay = await Promise.all(others.map(async (tenant) => come(await side.issue(newDevice(tenant)))));
    await side.access.ban(tenantBan("acme"));
    expect(await side.access.kickTenant("acme")).toBe(3);
    await Promise.all(sessions.map(({ ended }) => ended));
    for (const card of theirs) expect(await side.connect(card)).toBeNull();
    expect(stay.map(({ isConnected }) => isConnected())).toEqual([true, true, true]);
    for (const tenant of others) await come(await side.issue(newDevice(tenant)));
    await side.access.unban(tenantBan("acme"));
    for (const card of theirs) await come(card);
  });

  test("every call can be made again", async () => {
    const card = await side.issue(newDevice());
    const bans = [certificateBan(card), deviceBan(card.identity), tenantBan(card.identity.tenant)];
    for (const ban of [...bans, ...bans]) await side.access.ban(ban);
    expect(await side.connect(card)).toBeNull();
    for (const ban of [...bans, ...bans]) await side.access.unban(ban);
    await come(card);
  });

  test("a ban ends by itself", async () => {
    const card = await side.issue(newDevice());
    await side.access.ban(certificateBan(card, soon(1_100)));
    expect(await side.connect(card)).toBeNull();
    await vi.waitUntil(async () => (await side.connect(card)) !== null, poll);
  });

  test("a ban that comes again for longer is longer", async () => {
    const [card, other] = [await side.issue(newDevice()), await side.issue(newDevice())];
    await side.access.ban(certificateBan(card, soon(1_100)));
    await side.access.ban(certificateBan(card, soon(HOUR_MS)));
    // The other's ban, set later for as long, has ended by then.
    await side.access.ban(certificateBan(other, soon(1_200)));
    await vi.waitUntil(async () => (await side.connect(other)) !== null, poll);
    expect(await side.connect(card)).toBeNull();
  });

  test("a ban whose end has passed is no error and keeps nobody out", async () => {
    const card = await side.issue(newDevice());
    await side.access.ban(certificateBan(card, soon(-HOUR_MS)));
    await come(card);
  });

  test("a message reaches the device it is for, byte by byte, and no other", async () => {
    const [mine, neighbour] = [newDevice(), newDevice()];
    const [session, other] = [await come(await side.issue(mine)), await come(await side.issue(neighbour))];
    const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(await side.access.send(downTopic(mine, "config"), payload)).toBe(true);
    await vi.waitUntil(() => session.received.length === 1, poll);
    expect(session.received[0]?.topic).toBe(downTopic(mine, "config"));
    expect([...(session.received[0]?.payload ?? [])]).toEqual([...payload]);
    expect(other.received).toHaveLength(0);
  });

  test("a message carries its correlation and its end", async () => {
    const mine = newDevice();
    const session = await come(await side.issue(mine));
    const properties = { correlation: "01938f0e-6a00-7c3e-9b1a-2f4d5e6f7a8b", expiryMs: 89_500 };
    expect(await side.access.send(downTopic(mine, "cmd"), Buffer.from("{}"), properties)).toBe(true);
    await vi.waitUntil(() => session.received.length === 1, poll);
    expect(session.received[0]).toMatchObject({ correlation: properties.correlation, expiryS: 90 });
  });

  test("a message for a device that is away is taken by nobody, and so is one that is not for a device", async () => {
    const mine = newDevice();
    expect(await side.access.send(downTopic(mine, "config"), Buffer.from("{}"))).toBe(false);
    await come(await side.issue(mine));
    for (const topic of [upTopic(mine, "telemetry"), `${mine.tenant}/d/+/down/config`, "$SYS/x", ""])
      expect(await side.access.send(topic, Buffer.from("{}"))).toBe(false);
  });
});
