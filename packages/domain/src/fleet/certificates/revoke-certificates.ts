import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { RevocationReason } from "../../ports";
import { type Act, recordAudit } from "../../tenancy/audit";

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
export const revokeCertificate = (db: Database, tenantId: string, act: Act, revocation: Revocation): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const certificate = await tx.rows.certificate.findFirst({
      where: { tenantId, serial: revocation.serial },
      include: { device: { select: { key: true } } },
    });
    if (certificate === null) throw fault("certificate.not_found", "There is no such certificate.");
    await revoke(tx, act, certificate, revocation);
  });

type Revocable = {
  readonly id: string;
  readonly serial: string;
  readonly fingerprintMd5: string;
  readonly notAfter: Date;
  readonly device: { readonly key: string };
};

/** Revokes within a transaction; for whoever ends a device as well. */
export async function revoke(
  tx: TenantTx,
  act: Act,
  certificate: Revocable,
  { tenantSlug, reason, now }: Omit<Revocation, "serial">,
): Promise<void> {
  const { tenantId } = tx;
  const { id, serial, fingerprintMd5, notAfter, device } = certificate;
  const changed = await tx.rows.certificate.updateMany({
    where: { tenantId, id, status: "active" },
    data: { status: "revoked", revokedAt: new Date(now), revokedReason: reason },
  });
  if (changed.count === 0) return;
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
}
