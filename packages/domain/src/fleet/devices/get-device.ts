import { QUALITIES, type Quality, type ReadingValue } from "@outstation/contracts/mqtt/reading";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { DeviceLatest } from "../../ports";
import type { DeviceState } from "./device-state";
import { findPlacedDevice, statusOf } from "./devices.store";
import { type DeviceDesk, type DeviceSummary, summarise } from "./list-devices";

export type DevicePoint = {
  readonly name: string;
  readonly description: string | null;
  readonly kind: string;
  readonly unit: string | null;
  readonly decimals: number | null;
  readonly latest: {
    readonly value: ReadingValue;
    readonly quality: Quality;
    readonly measuredAt: number;
    readonly receivedAt: number;
  } | null;
};

export type DeviceDetail = Omit<DeviceSummary, "certificate"> & {
  readonly gateway: { readonly key: string; readonly name: string } | null;
  readonly children: readonly { readonly key: string; readonly name: string; readonly state: DeviceState }[];
  readonly certificate: {
    readonly serial: string;
    readonly notBefore: number;
    readonly notAfter: number;
    readonly status: string;
  } | null;
  readonly retiredAt: number | null;
  /** What it should be like, what it says it is like, and when it said so. */
  readonly attributes: { readonly desired: object; readonly reported: object; readonly reportedAt: number | null };
  /** What the broker last refused it, and when. */
  readonly refusal: { readonly at: number; readonly reason: string } | null;
  /** What the device, or the gateway it hangs on, last said of itself. */
  readonly status: DeviceStatus | null;
  readonly points: number;
  readonly pointList: readonly DevicePoint[];
};

/**
 * One device with its points' last values.
 * @throws Fault `device.not_found`, also for another tenant's device.
 */
export async function getDevice(desk: DeviceDesk, tenantId: string, key: string, now: number): Promise<DeviceDetail> {
  const [device, latest] = await Promise.all([
    withTenant(desk.db, tenantId, (tx) => findPlacedDevice(tx, key)),
    desk.latest.list(tenantId, null),
  ]);
  if (device === null) throw fault("device.not_found", `There is no device "${key}".`);
  const latestOf = new Map(latest.map((row) => [row.deviceId, row]));
  const certificate = device.certificates.find(({ status }) => status === "active") ?? device.certificates[0];
  return {
    ...summarise(device, latestOf.get(device.id), now),
    gateway: device.gateway && { key: device.gateway.key, name: device.gateway.name },
    children: device.children.map((child) => ({
      key: child.key,
      name: child.name,
      state: summarise(child, latestOf.get(child.id), now).state,
    })),
    certificate: certificate
      ? {
          serial: certificate.serial,
          notBefore: certificate.notBefore.getTime(),
          notAfter: certificate.notAfter.getTime(),
          status: certificate.status,
        }
      : null,
    retiredAt: device.retiredAt?.getTime() ?? null,
    attributes: {
      desired: device.desired as object,
      reported: device.reported as object,
      reportedAt: device.reportedAt?.getTime() ?? null,
    },
    refusal: device.link?.refusedAt
      ? { at: device.link.refusedAt.getTime(), reason: device.link.refusedReason ?? "" }
      : null,
    status: statusOf(device.gateway ? device.gateway.presence : device.presence),
    pointList: device.points.map((point) => viewPoint(point, latestOf.get(device.id))),
  };
}

type StoredPoint = Omit<DevicePoint, "latest"> & { readonly no: number };

function viewPoint(point: StoredPoint, latest: DeviceLatest | undefined): DevicePoint {
  const { name, description, kind, unit, decimals } = point;
  const last = latest?.latest[String(point.no)];
  return {
    name,
    description,
    kind,
    unit,
    decimals,
    latest: last
      ? { measuredAt: last[0], value: last[1], quality: QUALITIES[last[2]] ?? "bad", receivedAt: last[3] }
      : null,
  };
}
