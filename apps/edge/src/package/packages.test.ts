import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { bytesToSign, canonicalJson, type Signed, type SigningKey } from "@outstation/contracts/edge/signed";
import { keyIdOf, sha256OfBody } from "@outstation/contracts/edge/verify-signed";
import { createLogger } from "@outstation/kit/logger";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SourceHealth } from "../drivers/driver";
import type { Identity } from "../identity/identity";
import { openPackages, type Packages } from "./packages";
import { SETTLED_MS, TRIAL_MS } from "./trial";

// Promise: a gateway runs what the platform signed for it, and goes back to what worked where the new one does harm, also when
// it is cut off at any moment.

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key: SigningKey = {
  keyId: keyIdOf(publicKey),
  publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
};

const source = (id: string, host: string) => ({
  ...{ id, device: "pump-1", driver: "modbus", host, port: 502, unitId: 1 },
  points: [{ name: `speed-${id}`, table: "input", address: 0, type: "uint16" }],
});
const packageOf = (version: number, hosts: Record<string, string> = { a: "good" }, more: object = {}) =>
  EdgePackage.parse({
    ...{ version, tenant: "acme", gateway: "gw-1", reporting: { batchMs: 1000, heartbeatMs: 60_000 } },
    sources: Object.entries(hosts).map(([id, host]) => source(id, host)),
    ...more,
  });
function signed(edgePackage: object, by = { privateKey, keyId: key.keyId }): Signed {
  const body = canonicalJson(edgePackage);
  return {
    keyId: by.keyId,
    signature: sign(null, bytesToSign("edge package", body), by.privateKey).toString("base64"),
    body,
  };
}
const message = (document: Signed) => Buffer.from(JSON.stringify({ edgePackage: document }));

let dataDir: string;
let now: number;
let used: EdgePackage[];
let states: Map<string, SourceHealth>;
let refuseToUse: number | null;
let keysThere: SigningKey[];
let opened: Packages[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "outstation-package-"));
  now = Date.UTC(2026, 10, 24);
  [used, states, refuseToUse, keysThere, opened] = [[], new Map(), null, [key], []];
});
afterEach(() => {
  for (const one of opened) one.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A gateway's start. A source connects at once where its host is good. */
async function open(more: Partial<Identity> = {}): Promise<Packages> {
  const packages = await openPackages({
    dataDir,
    identity: {
      ...{ tenant: "acme", device: "gw-1", edgePackage: packageOf(1), signingKeys: [key] },
      ...more,
    } as Identity,
    clock: { now: () => now },
    logger: createLogger("test", "silent"),
    use: async (edgePackage) => {
      if (edgePackage.version === refuseToUse) throw new Error("an alarm watches nothing");
      used.push(edgePackage);
      states = new Map(
        edgePackage.sources.map((each) => [
          each.id,
          "host" in each && each.host === "good" ? { state: "connected" } : { state: "failed", detail: "no route" },
        ]),
      );
    },
    states: () => states,
    onChanged: () => undefined,
    askForKeys: async () => keysThere,
  });
  opened.push(packages);
  await packages.begin();
  return packages;
}

const PATIENCE = { timeout: 10_000 };
const versions = () => used.map(({ version }) => version);
const state = (packages: Packages) => packages.report().package?.state;
async function pass(packages: Packages, ms: number) {
  const before = packages.report();
  now += ms;
  await vi.waitUntil(() => JSON.stringify(packages.report()) !== JSON.stringify(before), PATIENCE);
}

test("a signed package is tried, found good, echoed with its hash, and there after a restart", async () => {
  const packages = await open();
  const next = signed(packageOf(2, { a: "good", b: "bad" }));
  await packages.receive(gzipSync(message(next)));
  expect(versions()).toEqual([1, 2]);
  const echo = { packageVersion: 2, packageSha256: sha256OfBody(next.body) };
  expect(packages.report()).toEqual({ ...echo, package: { state: "trial" } });
  // Twice: once to see that all is connected, once to see that it stayed so.
  await vi.waitUntil(() => {
    now += SETTLED_MS;
    return state(packages) === "running";
  }, PATIENCE);
  packages.stop();
  expect((await open()).report()).toEqual({ ...echo, package: { state: "running" } });
  expect(versions()).toEqual([1, 2, 2]);
});

test("a package under which a source stays away is given up; the one before runs again, and is not tried anew", async () => {
  const packages = await open();
  const next = signed(packageOf(2, { a: "bad" }));
  await packages.receive(message(next));
  await pass(packages, TRIAL_MS);
  expect(versions()).toEqual([1, 2, 1]);
  const refused = {
    version: 2,
    sha256: sha256OfBody(next.body),
    at: now,
    reason: "a was connected before and is failed: no route",
  };
  expect(packages.report()).toEqual({ packageVersion: 1, package: { state: "running", refused } });
  await packages.receive(message(next));
  expect(versions()).toEqual([1, 2, 1]);
  await packages.receive(message(signed(packageOf(3))));
  expect(versions()).toEqual([1, 2, 1, 3]);
});

test("what cannot be put to work is given up at once, with the reason", async () => {
  const packages = await open();
  refuseToUse = 2;
  await packages.receive(message(signed(packageOf(2))));
  expect(versions()).toEqual([1, 1]);
  expect(packages.report().package?.refused).toMatchObject({
    version: 2,
    reason: expect.stringContaining("an alarm watches nothing"),
  });
});

test("a gateway that stops while a package is tried goes on trying, and gives it up after the third time", async () => {
  (await open()).stop();
  const first = await open();
  await first.receive(message(signed(packageOf(2))));
  first.stop();
  for (let start = 1; start <= 3; start++) {
    const again = await open();
    expect(again.report()).toMatchObject({ packageVersion: 2, package: { state: "trial" } });
    again.stop();
  }
  expect((await open()).report()).toMatchObject({ packageVersion: 1, package: { refused: { version: 2 } } });
});

test.each([
  ["another gateway's package", () => signed(packageOf(2, {}, { gateway: "gw-2" })), "It is for acme.gw-2"],
  ["another tenant's package", () => signed(packageOf(2, {}, { tenant: "globex" })), "It is for globex.gw-1"],
  [
    "a package with a driver that is not known here",
    () => signed({ ...packageOf(2), sources: [{ id: "x", driver: "new" }] }),
    "cannot read it",
  ],
])("%s is refused, and said to be", async (_what, make, says) => {
  const packages = await open();
  await packages.receive(message(make()));
  expect(versions()).toEqual([1]);
  expect(packages.report().package?.refused?.reason).toContain(says);
});

test("an older package is refused, and takes nothing from what is known of a later one", async () => {
  const packages = await open({ edgePackage: packageOf(5) });
  await packages.receive(message(signed(packageOf(4))));
  expect(packages.report().package?.refused?.reason).toContain("older than version 5");
  await packages.receive(message(signed(packageOf(6))));
  expect(versions()).toEqual([5, 6]);
});

test("a package that nobody signed changes nothing, whatever version it claims", async () => {
  const packages = await open();
  const next = signed(packageOf(9));
  await packages.receive(message({ ...next, body: next.body.replace('"version":9', '"version":99') }));
  await packages.receive(Buffer.from("{"));
  await packages.receive(Buffer.from('{"attributes":{}}'));
  expect(packages.report()).toEqual({ packageVersion: 1 });
  await packages.receive(message(next));
  expect(versions()).toEqual([1, 9]);
});

test("a key that is new is asked for; one that the platform does not know is no key", async () => {
  const other = generateKeyPairSync("ed25519");
  const keyId = keyIdOf(other.publicKey);
  const packages = await open();
  const next = message(signed(packageOf(2), { privateKey: other.privateKey, keyId }));
  await packages.receive(next);
  expect(versions()).toEqual([1]);
  keysThere = [key, { keyId, publicKey: other.publicKey.export({ type: "spki", format: "pem" }).toString() }];
  await packages.receive(next);
  expect(versions()).toEqual([1, 2]);
});

test("a later enrolment's package counts, and so does one of an enrolment where the file is damaged", async () => {
  const packages = await open();
  await packages.receive(message(signed(packageOf(2))));
  packages.stop();
  expect((await open({ edgePackage: packageOf(3) })).current().version).toBe(3);
  expect((await open({ device: "gw-2", edgePackage: packageOf(1, {}, { gateway: "gw-2" }) })).current().gateway).toBe(
    "gw-2",
  );
  writeFileSync(join(dataDir, "edge-package.json"), '{"running":');
  expect((await open()).current().version).toBe(1);
});
