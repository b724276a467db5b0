import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../../tenancy/audit";
import { hashClaimToken, makeClaimToken } from "./claim-token";

export type NewClaim = { readonly token: string; readonly expiresAt: number };

/** `design: wire`: at most 24 hours. */
const CLAIM_LIFE_MS = 24 * 3_600_000;

type WantedClaim = { readonly tenantSlug: string; readonly deviceKey: string; readonly now: number };

/** A claim in a transaction of its own. @throws Fault `device.not_found` */
export const claimDevice = (db: Database, tenantId: string, act: Act, wanted: WantedClaim): Promise<NewClaim> =>
  withTenant(db, tenantId, (tx) => createClaim(tx, act, wanted));

/**
 * Makes a one-time token with which one device may enrol.
 * @returns the token, which is not stored and cannot be shown again.
 * @throws Fault `device.not_found`
 */
export async function createClaim(tx: TenantTx, act: Act, claim: WantedClaim): Promise<NewClaim> {
  const { tenantId } = tx;
  const device = await tx.rows.device.findUnique({ where: { tenantId_key: { tenantId, key: claim.deviceKey } } });
  if (device === null || device.status === "retired")
    throw fault("device.not_found", `There is no device "${claim.deviceKey}".`);
  const token = makeClaimToken(claim.tenantSlug);
  const expiresAt = claim.now + CLAIM_LIFE_MS;
  await tx.rows.claim.create({
    data: {
      tenantId,
      id: newId(),
      deviceId: device.id,
      tokenHash: hashClaimToken(token),
      expiresAt: new Date(expiresAt),
      createdBy: act.actor,
      createdAt: new Date(claim.now),
    },
  });
  await recordAudit(tx, act, claim.deviceKey);
  return { token, expiresAt };
}
