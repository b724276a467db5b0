import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { RevocationReason } from "../../ports";
import { type Act, recordAudit } from "../../tenancy/audit";
import { lockRenewals } from "./lock-renewals";

export type Revocation = {
  readonly tenantSlug: string;
  readonly serial: string;
  readonly reason: RevocationReason;
  readonly now: number;
};

/**
 * Revokes one certificate: it is on the register as revoked when this returns, and the broker is told through the outbox
 * (ban, kick, list), within seconds. Revoking a revoked one changes nothing.
 * @throws Fault `certificate.not_found`
 */
export async function revokeCertificate(
  db: Database,
  tenantId: string,
  act: Act,
  { serial, ...revocation }: Revocation,
): Promise<void> {
  await revokeCertificates(db, tenantId, act, { serials: [serial], ...revocation });
}

/**
 * Revokes many in one transaction: all of them, or none where one is not there.
 * @returns how many were revoked by this; those revoked before are not counted.
 * @throws Fault `certificate.not_found`
 */
export const revokeCertificates = (
  db: Database,
  tenantId: string,
  act: Act,
  { serials, ...revocation }: Omit<Revocation, "serial"> & { readonly serials: readonly string[] },
): Promise<number> =>
  withTenant(db, tenantId, async (tx) => {
    const certificates = await tx.rows.certificate.findMany({
      where: { tenantId, serial: { in: [...serials] } },
      include: { device: { select: { key: true } } },
      // In one order always, so that two of these at once wait for each other and do not block each other.
      orderBy: { id: "asc" },
    });
    if (certificates.length < new Set(serials).size)
      throw fault("certificate.not_found", "There is no such certificate; nothing was revoked.");
    let revoked = 0;
    for (const certificate of certificates) if (await revoke(tx, act, certificate, revocation)) revoked++;
    return revoked;
  });

type Revocable = {
  readonly id: string;
  readonly serial: string;
  readonly fingerprintMd5: string;
  readonly notAfter: Date;
  readonly device: { readonly key: string };
};

/**
 * Revokes within a transaction; for whoever ends a device as well. A key that others have may have renewed its certificate
 * by their hand, so with `keyCompromise` everything renewed from it goes too.
 * @returns whether it was not revoked before.
 */
export async function revoke(
  tx: TenantTx,
  act: Act,
  certificate: Revocable,
  revocation: Omit<Revocation, "serial">,
): Promise<boolean> {
  const revoked = await revokeOne(tx, act, certificate, revocation);
  if (revocation.reason === "keyCompromise") {
    const renewals = await tx.rows.certificate.findMany({
      where: { tenantId: tx.tenantId, renewsId: certificate.id },
      include: { device: { select: { key: true } } },
      orderBy: { id: "asc" },
    });
    for (const renewal of renewals) await revoke(tx, act, renewal, revocation);
  }
  return revoked;
}

async function revokeOne(
  tx: TenantTx,
  act: Act,
  { id, serial, fingerprintMd5, notAfter, device }: Revocable,
  { tenantSlug, reason, now }: Omit<Revocation, "serial">,
): Promise<boolean> {
  const { tenantId } = tx;
  await lockRenewals(tx, id);
  const changed = await tx.rows.certificate.updateMany({
    where: { tenantId, id, status: "active" },
    data: { status: "revoked", revokedAt: new Date(now), revokedReason: reason },
  });
  if (changed.count === 0) return false;
  await recordAudit(tx, act, device.key, {
    before: { status: "active" },
    after: { status: "revoked", serial, reason },
  });
  await appendOutbox(tx, "certificate.revoked", {
    serial,
    fingerprintMd5,
    clientId: commonNameOf({ tenant: tenantSlug, device: device.key }),
    notAfter: notAfter.getTime(),
    reason,
  });
  return true;
}
