import { createHash, X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import { type Database, openDatabase } from "@outstation/db/database";
import { readAsTenant, withTenant } from "@outstation/db/tenant";
import { startGateway } from "@outstation/edge/compose";
import { certificateRequest, openDeviceKey } from "@outstation/edge/identity/device-key";
import { type Identity, writeIdentity } from "@outstation/edge/identity/kept-identity";
import { silentProgress } from "@outstation/edge/identity/progress";
import { systemClock } from "@outstation/kit/clock";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolAsGateway } from "./support/gateway";
import { type JourneyPlatform, startJourney } from "./support/platform";
import { tenantIdOf } from "./support/tenants";
import { until } from "./support/until";

// Promise: a gateway stays connected over the years without a hand: it renews its certificate when it is time, and after being
// away past its end, and goes on under the new one.

const DAY_MS = 86_400_000;
let platform: JourneyPlatform;
let app: Database;
let ingest: Database;
let tenantId: string;
let enrolled: Identity;

beforeAll(async () => {
  platform = await startJourney({ simulators: false, webApps: [] });
  app = await openDatabase(platform.databaseUrls.app, 2);
  ingest = await openDatabase(platform.databaseUrls.ingest, 2);
  tenantId = await tenantIdOf(app, "acme");
  enrolled = await enrolAsGateway(platform, "acme");
});
afterAll(async () => {
  await Promise.all([app?.close(), ingest?.close()]);
  await platform?.end();
});

/** The gateway as it would be had it enrolled this many days ago: on the register, and on its own disk. */
async function enrolledLongAgo(daysAgo: number): Promise<{ identity: Identity; dataDir: string }> {
  const dataDir = join(platform.dataDir, "test-identities", `after-${daysAgo}-days`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const privateKey = await openDeviceKey(dataDir);
  const { signer } = await openFileSigner(join(platform.dataDir, "ca"), Date.now);
  const { tenant, device } = enrolled;
  const request = await certificateRequest(privateKey);
  const now = Date.now() - daysAgo * DAY_MS;
  const issued = await signer.issue({ certificateRequest: request, identity: { tenant, device }, now });
  await withTenant(ingest, tenantId, async ({ rows }) => {
    const { id: deviceId } = await rows.device.findUniqueOrThrow({
      where: { tenantId_key: { tenantId, key: device } },
    });
    await rows.certificate.create({ data: { tenantId, id: newId(), deviceId, status: "active", ...issued } });
  });
  const kept = { ...enrolled, certificate: issued.pem, edgePackage: { ...enrolled.edgePackage, sources: [] } };
  const { privateKey: _, ...onDisk } = kept;
  await writeIdentity(dataDir, onDisk);
  return { identity: { ...kept, privateKey }, dataDir };
}

/** Under which certificate the broker knows the gateway now, or null while it is away. */
async function connectedUnder(): Promise<string | null> {
  const [link] = await readAsTenant<{ fingerprint: string }>(
    app,
    tenantId,
    `SELECT fingerprint_sha256 AS fingerprint FROM device_links JOIN devices ON devices.id = device_id
     WHERE device_links.tenant_id = $1 AND key = $2 AND connected_at > coalesce(disconnected_at, '-infinity')`,
    [tenantId, enrolled.device],
  );
  return link?.fingerprint ?? null;
}

const fingerprintOf = (pem: string) => createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");

test.each([
  [61, "in time, over mutual TLS"],
  [100, "late, with its old key's signature"],
])("%i days after its enrolment a gateway renews %s, and connects under the new certificate", async (days) => {
  const { identity, dataDir } = await enrolledLongAgo(days);
  const gateway = await startGateway({
    ...{ identity, dataDir, software: "test", clock: systemClock },
    logger: createLogger("test", "warn"),
    progress: silentProgress,
  });
  try {
    const renewed = await until(
      () =>
        readAsTenant<{ pem: string; old: string }>(
          app,
          tenantId,
          `SELECT renewal.pem, old.pem AS old FROM certificates AS renewal JOIN certificates AS old
             ON old.tenant_id = renewal.tenant_id AND old.id = renewal.renews_id
           WHERE renewal.tenant_id = $1 AND old.fingerprint_sha256 = $2`,
          [tenantId, fingerprintOf(identity.certificate)],
        ),
      (rows) => rows.length === 1,
    );
    expect(await until(connectedUnder, (under) => under === fingerprintOf(renewed[0]?.pem ?? ""))).toBeTruthy();
    expect(new X509Certificate(renewed[0]?.pem ?? "").subject).toContain(`CN=acme.${enrolled.device}`);
  } finally {
    await gateway.stop();
  }
  await until(connectedUnder, (under) => under === null);
});
