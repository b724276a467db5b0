import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";

/** Makes offers that devices have not answered due at once: they were heard just now. @returns how many. */
export const wakeOffers = (
  db: Database,
  tenantId: string,
  { deviceIds, now }: { readonly deviceIds: readonly string[]; readonly now: number },
): Promise<number> =>
  withTenant(db, tenantId, async (tx) => {
    const { count } = await tx.rows.firmwareUpdate.updateMany({
      where: { tenantId, deviceId: { in: [...deviceIds] }, state: "offered", nextOfferAt: { gt: new Date(now) } },
      data: { nextOfferAt: new Date(now) },
    });
    return count;
  });
