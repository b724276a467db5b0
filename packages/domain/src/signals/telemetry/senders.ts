import type { TenantTx } from "@outstation/db/tenant";

/** Whose certificate brings a device's messages: its gateway's, or its own. Null where there is no such device. */
export async function findSenderKey(tx: TenantTx, deviceKey: string): Promise<string | null> {
  const device = await tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key: deviceKey } },
    select: { key: true, gateway: { select: { key: true } } },
  });
  return device === null ? null : (device.gateway?.key ?? device.key);
}
