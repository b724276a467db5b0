import type { TenantTx } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { limitsOf } from "./limits";

/**
 * Holds a tenant to its number of devices in service, before a transaction enters more. Those who enter devices at the same
 * time wait for one another here, so that two of them do not both take the last place.
 * @param adding how many are new.
 * @throws Fault `tenant.device_limit`
 */
export async function requireRoomForDevices(tx: TenantTx, adding: number): Promise<void> {
  if (adding === 0) return;
  const { tenantId } = tx;
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`devices of ${tenantId}`}))`;
  const limit = limitsOf(await tx.rows.tenantLimits.findUnique({ where: { tenantId } })).devices;
  const devices = await tx.rows.device.count({ where: { tenantId, status: "active" } });
  if (devices + adding <= limit) return;
  throw fault(
    "tenant.device_limit",
    `Your company may have ${limit} devices in service and has ${devices}: there is no room for ${adding} more. Retire some, or ask us for a higher limit.`,
    { limit, devices, adding },
  );
}
