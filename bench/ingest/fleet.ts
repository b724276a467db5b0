import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Claim } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import { findAccountByEmail, findMemberships } from "@outstation/db/directory";
import { withTenant } from "@outstation/db/tenant";
import { createClaim } from "@outstation/domain/fleet/certificates";
import { actOf } from "@outstation/domain/tenancy/audit";
import { openCertificateRequest, openDeviceKey } from "@outstation/edge/identity/device-key";
import { askForCertificate } from "@outstation/edge/identity/enrolment-client";
import { newId } from "@outstation/kit/ids";
import type { RunningPlatform } from "@outstation/local/platform";

export type BenchDevice = {
  readonly tenant: string;
  readonly key: string;
  readonly id: string;
  readonly certificate: string;
  readonly privateKey: string;
  readonly rootCertificate: string;
};

/** Registers devices of acme and enrols each over HTTPS with a claim of its own. */
export async function enrolFleet(
  platform: RunningPlatform,
  count: number,
): Promise<{ tenantId: string; db: Database; devices: BenchDevice[] }> {
  const db = await openDatabase(platform.databaseUrls.app);
  const account = await findAccountByEmail(db, "demo@acme.example");
  const tenantId = (account && (await findMemberships(db, account.id)))?.memberships[0]?.tenantId;
  if (tenantId === undefined) throw new Error("the demo tenant acme is missing");
  const [gateway] = platform.gateways;
  if (gateway === undefined) throw new Error("the demo has no gateway");
  const demoClaim: Claim = JSON.parse(await readFile(gateway.claimFile, "utf8"));
  const devices: BenchDevice[] = [];
  for (let i = 0; i < count; i++) devices.push(await enrol(platform, db, tenantId, `bench-${i}`, demoClaim));
  return { tenantId, db, devices };
}

async function enrol(
  platform: RunningPlatform,
  db: Database,
  tenantId: string,
  key: string,
  demoClaim: Claim,
): Promise<BenchDevice> {
  const id = newId();
  const { token } = await withTenant(db, tenantId, async (tx) => {
    await tx.rows.device.create({ data: { tenantId, id, key, name: key, type: "bench" } });
    return createClaim(tx, actOf("platform:bench", "claim.created"), {
      tenantSlug: "acme",
      deviceKey: key,
      now: Date.now(),
    });
  });
  const folder = join(platform.dataDir, "bench", key);
  mkdirSync(folder, { recursive: true });
  const privateKey = await openDeviceKey(folder);
  const request = await openCertificateRequest(folder, privateKey);
  const { certificate, chain } = await askForCertificate({ ...demoClaim, token }, request);
  const { rootCertificate } = demoClaim;
  return { tenant: "acme", key, id, certificate: `${certificate}\n${chain[0]}`, privateKey, rootCertificate };
}
