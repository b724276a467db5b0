import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { TenantTx } from "@outstation/db/tenant";

const WITH_PLACE = {
  site: { select: { id: true, name: true, timeZone: true } },
  gateway: { select: { id: true, key: true, name: true, presence: true } },
  presence: true,
  _count: { select: { points: true, children: true } },
} as const;

export type PlacedDevice = Awaited<ReturnType<typeof listPlacedDevices>>[number];

/** The tenant's devices with their site, their gateway and what both last said. */
export const listPlacedDevices = (tx: TenantTx) =>
  tx.rows.device.findMany({ where: { tenantId: tx.tenantId }, include: WITH_PLACE, orderBy: { key: "asc" } });

export const findPlacedDevice = (tx: TenantTx, key: string) =>
  tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key } },
    include: {
      ...WITH_PLACE,
      children: { include: WITH_PLACE, orderBy: { key: "asc" } },
      points: { orderBy: { no: "asc" } },
      certificates: { orderBy: { notAfter: "desc" }, take: 1 },
    },
  });

/** A stored status; null where it was never written or no longer reads as one. */
export const statusOf = (presence: { status: unknown } | null): DeviceStatus | null =>
  presence === null ? null : (DeviceStatus.safeParse(presence.status).data ?? null);
