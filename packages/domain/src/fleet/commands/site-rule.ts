import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, recordAudit } from "../../tenancy/audit";

export const SITE_COMMANDS = ["allowed", "forbidden"] as const;
export type SiteCommands = (typeof SITE_COMMANDS)[number];

/**
 * Says whether what stands at a site may be commanded. The edge packages of its gateways carry the rule when they are
 * published next, so that a gateway also refuses by itself. @throws Fault `site.not_found`
 */
export const setSiteCommands = (
  db: Database,
  tenantId: string,
  act: Act,
  { siteId, commands }: { readonly siteId: string; readonly commands: SiteCommands },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const site = await tx.rows.site.findUnique({ where: { tenantId_id: { tenantId, id: siteId } } });
    if (site === null) throw fault("site.not_found", "There is no such site.");
    await tx.rows.site.updateMany({ where: { tenantId, id: siteId }, data: { commands } });
    await recordAudit(tx, act, site.name, { before: { commands: site.commands }, after: { commands } });
  });
