import { generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Claim } from "@outstation/contracts/edge/enrolment";
import type { Database } from "@outstation/db/database";
import { findAccountByEmail, findMemberships } from "@outstation/db/directory";
import { withTenant } from "@outstation/db/tenant";
import { createClaim } from "@outstation/domain/fleet/certificates";
import { actOf } from "@outstation/domain/tenancy/audit";
import { certificateRequest } from "@outstation/edge/identity/device-key";
import { newId } from "@outstation/kit/ids";
import type { RunningPlatform } from "@outstation/local/platform";

/** A device that waits outside the door: registered, with a claim, a key of its own and a request for it. */
export type Candidate = { readonly key: string; readonly claim: Claim; readonly request: string };

export async function findAcme(db: Database): Promise<string> {
  const account = await findAccountByEmail(db, "demo@acme.example");
  const found = account && (await findMemberships(db, account.id));
  const acme = found?.memberships.find(({ slug }) => slug === "acme");
  if (acme === undefined) throw new Error("the demo tenant acme is missing");
  return acme.tenantId;
}

/** Registers devices of acme, each with a claim. What a device does for itself, key and request, is done here too. */
export async function prepareCandidates(
  platform: RunningPlatform,
  db: Database,
  { tenantId, count, prefix }: { readonly tenantId: string; readonly count: number; readonly prefix: string },
): Promise<Candidate[]> {
  const [gateway] = platform.gateways;
  if (gateway === undefined) throw new Error("the demo has no gateway");
  const demo: Claim = JSON.parse(await readFile(gateway.claimFile, "utf8"));
  const candidates: Candidate[] = [];
  for (let index = 0; index < count; index++) {
    const key = `${prefix}-${index}`;
    const { token } = await withTenant(db, tenantId, async (tx) => {
      await tx.rows.device.create({ data: { tenantId, id: newId(), key, name: key, type: "bench" } });
      const claim = { tenantSlug: "acme", deviceKey: key, now: Date.now() };
      return createClaim(tx, actOf("platform:bench", "claim.created"), claim);
    });
    candidates.push({ key, claim: { ...demo, token }, request: await certificateRequest(makeKey()) });
  }
  return candidates;
}

const makeKey = () =>
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
