import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { TenantTx } from "@outstation/db/tenant";

const WITH_PLACE = {
  site: { select: { id: true, name: true, timeZone: true } },
  gateway: { select: { id: true, key: true, name: true, presence: true } },
  presence: true,
  link: true,
  edgePackages: {
    orderBy: { version: "desc" },
    take: 1,
    select: { version: true, sha256: true, createdAt: true },
  },
  certificates: {
    where: { status: "active" },
    orderBy: { notAfter: "desc" },
    take: 1,
    select: { notBefore: true, notAfter: true },
  },
  _count: { select: { points: true, children: true, edgePackages: true } },
} as const;

export type PlacedDevice = Awaited<ReturnType<typeof listPlacedDevices>>[number];

/** The tenant's devices in service with their site, their gateway and what both last said. */
export const listPlacedDevices = (tx: TenantTx) =>
  tx.rows.device.findMany({
    where: { tenantId: tx.tenantId, status: "active" },
    include: WITH_PLACE,
    orderBy: { key: "asc" },
  });

export const findPlacedDevice = (tx: TenantTx, key: string) =>
  tx.rows.device.findUnique({
    where: { tenantId_key: { tenantId: tx.tenantId, key } },
    include: {
      ...WITH_PLACE,
      children: { where: { status: "active" }, include: WITH_PLACE, orderBy: { key: "asc" } },
      points: { orderBy: { no: "asc" } },
      certificates: { orderBy: { createdAt: "desc" }, take: 10 },
    },
  });

/** A stored status; null where it was never written or no longer reads as one. */
export const statusOf = (presence: { status: unknown } | null): DeviceStatus | null =>
  presence === null ? null : (DeviceStatus.safeParse(presence.status).data ?? null);
