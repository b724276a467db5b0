import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { releaseKey } from "./releases";

export type FirmwareFile = { readonly key: string; readonly size: number; readonly sha256: string };

/**
 * The file of a device's own update, as long as the update is open: nobody fetches what is another's, or was taken back.
 * @throws Fault `firmware.not_found`
 */
export const findFile = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  wanted: { readonly deviceKey: string; readonly updateId: string },
): Promise<FirmwareFile> =>
  withTenant(db, tenant.id, async (tx) => {
    const update = await tx.rows.firmwareUpdate.findFirst({
      where: {
        ...{ tenantId: tenant.id, id: wanted.updateId, device: { key: wanted.deviceKey, status: "active" } },
        state: { in: ["offered", "downloading", "verified", "waiting"] },
      },
      include: { rollout: { include: { release: true } } },
    });
    const release = update?.rollout.release;
    if (!release?.size || !release.sha256)
      throw fault("firmware.not_found", "There is no such update for this device.");
    return { key: releaseKey(tenant.slug, release.id), size: release.size, sha256: release.sha256 };
  });
