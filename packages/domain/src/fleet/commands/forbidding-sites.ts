import type { TenantTx } from "@outstation/db/tenant";
import type { ForbiddingSite } from "./command";

/** Sites with the rule `commands: forbidden` at which the device, or one behind it, stands: a gateway acts on all of them. */
export async function listForbidding(tx: TenantTx, deviceId: string): Promise<ForbiddingSite[]> {
  const { tenantId } = tx;
  return tx.rows.site.findMany({
    where: { tenantId, commands: "forbidden", devices: { some: { OR: [{ id: deviceId }, { gatewayId: deviceId }] } } },
    select: { name: true },
    orderBy: { name: "asc" },
  });
}
