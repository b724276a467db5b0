import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { type BuildStatement, signedBuildText } from "@outstation/contracts/edge/build-statement";
import { type Database, openDatabase } from "@outstation/db/database";
import { withPlatform, withTenant } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import * as x509 from "@peculiar/x509";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureTenant } from "../../tenancy/tenants";
import { saveStatus } from "./save-status";
import { getGatewayBuild } from "./verify-build";

// Promise: the platform shows which build a gateway runs, and whether it was the gateway that said so.

const now = Date.now();
const gateway = { tenant: "acme", device: "gw-1" };
let folder: string;
let database: TestDatabase;
let app: Database;
let ingest: Database;
let platform: Database;
let tenantId: string;
let otherId: string;
let deviceId: string;
let privateKey: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-build-statement-"));
  const { signer } = await openFileSigner(folder, () => now);
  database = await createTestDatabase();
  [app, ingest, platform] = await Promise.all([
    openDatabase(database.urls.app, 2),
    openDatabase(database.urls.ingest, 2),
    openDatabase(database.urls.platform, 2),
  ]);
  [tenantId, otherId] = await withPlatform(platform, "tenants for the test", async (tx) => [
    await ensureTenant(tx, { slug: "acme", name: "Acme" }),
    await ensureTenant(tx, { slug: "globex", name: "Globex" }),
  ]);
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  privateKey = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const issued = await signer.issue({ certificateRequest: await requestFor(privateKey), identity: gateway, now });
  deviceId = newId();
  await withTenant(app, tenantId, async ({ rows }) => {
    await rows.device.create({
      data: { tenantId, id: deviceId, key: gateway.device, name: "Gateway", type: "gateway" },
    });
  });
  await withTenant(ingest, tenantId, ({ rows }) =>
    rows.certificate.create({ data: { tenantId, id: newId(), deviceId, status: "active", ...issued } }),
  );
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close(), platform?.close()]);
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function requestFor(pem: string): Promise<string> {
  const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const pkcs8 = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, P256, true, ["sign"]);
  const { d: _, key_ops: __, ...jwk } = await crypto.subtle.exportKey("jwk", key);
  const publicKey = await crypto.subtle.importKey("jwk", jwk, P256, true, ["verify"]);
  const keys = { privateKey: key, publicKey };
  return (await x509.Pkcs10CertificateRequestGenerator.create({ keys, signingAlgorithm: P256 })).toString("pem");
}

let seconds = 0;
const say = (more: object) => {
  seconds += 1;
  const receivedAt = now + seconds * 1000;
  const payload = Buffer.from(JSON.stringify({ online: true, ts: receivedAt, ...more }));
  return saveStatus(ingest, { tenantId, deviceId, payload, receivedAt });
};
const statement = (kind: BuildStatement["kind"]): BuildStatement => {
  const said = { kind, sha256: "ab".repeat(32), software: "outstation-edge 1.0.0", statedAt: now };
  const signature = sign("sha256", Buffer.from(signedBuildText(gateway, said)), privateKey).toString("base64");
  return { ...said, signature };
};

test("what a gateway states is shown with whether it is signed; another tenant sees nothing of it", async () => {
  expect(await getGatewayBuild(app, tenantId, gateway.device)).toBeNull();
  await say({});
  expect(await getGatewayBuild(app, tenantId, gateway.device)).toBeNull();
  const { signature, ...said } = statement("readonly");
  await say({ build: { signature, ...said } });
  expect(await getGatewayBuild(app, tenantId, gateway.device)).toEqual({ ...said, isSigned: true });
  await say({ build: { ...said, kind: "standard", signature } });
  expect(await getGatewayBuild(app, tenantId, gateway.device)).toEqual({ ...said, kind: "standard", isSigned: false });
  expect(await getGatewayBuild(app, otherId, gateway.device)).toBeNull();
});
