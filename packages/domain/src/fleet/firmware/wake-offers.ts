import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";

/** Makes due at once the offers that were made before the present connection of devices that were heard just now. @returns how many. */
export const wakeOffers = (
  db: Database,
  tenantId: string,
  { deviceIds, now }: { readonly deviceIds: readonly string[]; readonly now: number },
): Promise<number> =>
  withTenant(
    db,
    tenantId,
    ({ rows }) => rows.$executeRaw`
      UPDATE firmware_updates SET next_offer_at = ${new Date(now)}
      WHERE tenant_id = ${tenantId}::uuid AND device_id = ANY (${[...deviceIds]}::uuid[]) AND next_offer_at > ${new Date(now)}
        AND state = 'offered' AND EXISTS (SELECT FROM device_links
          WHERE device_links.tenant_id = firmware_updates.tenant_id AND device_links.device_id = firmware_updates.device_id
            AND connected_at > changed_at)`,
  );
