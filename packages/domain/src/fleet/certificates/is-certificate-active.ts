import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import type { DeviceLookup } from "../lookup";

/** Whether we issued this certificate to this device and did not revoke it, the device is in service and its tenant not suspended. The chain and the dates are TLS's affair. */
export async function isCertificateActive(
  db: Database,
  lookup: DeviceLookup,
  identity: DeviceIdentity,
  fingerprintSha256: string,
): Promise<boolean> {
  const tenantId = await lookup.findTenantId(identity.tenant);
  if (tenantId === null) return false;
  const certificate = await withTenant(db, tenantId, (tx) =>
    tx.rows.certificate.findFirst({
      where: {
        tenantId,
        fingerprintSha256,
        status: "active",
        device: { key: identity.device, status: "active", tenant: { status: "active" } },
      },
      select: { id: true },
    }),
  );
  return certificate !== null;
}
