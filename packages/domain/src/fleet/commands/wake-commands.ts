import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";

/**
 * Makes due at once what devices that were heard just now have not been given: what no session took, and what was sent over
 * a connection before the present one. @returns how many commands.
 */
export const wakeCommands = (
  db: Database,
  tenantId: string,
  { deviceIds, now }: { readonly deviceIds: readonly string[]; readonly now: number },
): Promise<number> =>
  withTenant(
    db,
    tenantId,
    ({ rows }) => rows.$executeRaw`
      UPDATE commands SET next_send_at = ${new Date(now)}
      WHERE tenant_id = ${tenantId}::uuid AND device_id = ANY (${[...deviceIds]}::uuid[]) AND next_send_at > ${new Date(now)}
        AND (state = 'queued' OR state = 'sent' AND EXISTS (SELECT FROM device_links
          WHERE device_links.tenant_id = commands.tenant_id AND device_links.device_id = commands.device_id AND connected_at > sent_at))`,
  );
