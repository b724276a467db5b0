import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";

/** Makes what devices have not answered due at once: they were heard just now. @returns how many commands. */
export const wakeCommands = (
  db: Database,
  tenantId: string,
  { deviceIds, now }: { readonly deviceIds: readonly string[]; readonly now: number },
): Promise<number> =>
  withTenant(db, tenantId, async (tx) => {
    const { count } = await tx.rows.command.updateMany({
      where: {
        tenantId,
        deviceId: { in: [...deviceIds] },
        state: { in: ["queued", "sent"] },
        nextSendAt: { gt: new Date(now) },
      },
      data: { nextSendAt: new Date(now) },
    });
    return count;
  });
