import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { LatestValues } from "../../ports";
import { type Progress, progressOf } from "./progress";

/**
 * How far a device has come since its newest claim.
 * @returns null for a device that was never given a claim.
 * @throws Fault `device.not_found`
 */
export async function getProgress(
  desk: { readonly db: Database; readonly latest: Pick<LatestValues, "list"> },
  tenantId: string,
  key: string,
  now: number,
): Promise<Progress | null> {
  const [device, latest] = await Promise.all([
    withTenant(desk.db, tenantId, (tx) =>
      tx.rows.device.findUnique({
        where: { tenantId_key: { tenantId, key } },
        select: {
          id: true,
          link: true,
          claims: {
            orderBy: { createdAt: "desc" },
            take: 1,
            select: { createdAt: true, expiresAt: true, steps: true },
          },
          children: { select: { id: true } },
        },
      }),
    ),
    desk.latest.list(tenantId, null),
  ]);
  if (device === null) throw fault("device.not_found", `There is no device "${key}".`);
  const [claim] = device.claims;
  if (claim === undefined) return null;
  // A gateway's first reading is one of a device behind it.
  const ids = new Set([device.id, ...device.children.map(({ id }) => id)]);
  const readings = latest.filter(({ deviceId }) => ids.has(deviceId)).map(({ receivedAt }) => receivedAt);
  return progressOf(
    {
      claimedAt: claim.createdAt.getTime(),
      expiresAt: claim.expiresAt.getTime(),
      steps: claim.steps.map((step) => ({ ...step, at: step.at.getTime() })),
      connectedAt: device.link?.connectedAt?.getTime() ?? null,
      refusedAt: device.link?.refusedAt?.getTime() ?? null,
      refusedReason: device.link?.refusedReason ?? null,
      readingAt: readings.length > 0 ? Math.max(...readings) : null,
    },
    now,
  );
}
