import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import type { DeviceLatest, LatestValues } from "../../ports";
import { standingOf } from "../certificates";
import { type Drift, driftOf } from "../edge-packages";
import { type DeviceState, stateOf } from "./device-state";
import { listPlacedDevices, type PlacedDevice, statusOf } from "./devices.store";

/** One line of the device list. Times are Unix milliseconds. */
export type DeviceSummary = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly site: { readonly id: string; readonly name: string; readonly timeZone: string } | null;
  readonly area: string | null;
  readonly gatewayKey: string | null;
  readonly isGateway: boolean;
  readonly tags: readonly string[];
  /** How its newest certificate stands; null without one, such as for a device behind a gateway. */
  readonly certificate: { readonly notAfter: number; readonly standing: CertificateStanding } | null;
  /** How the edge package it runs stands to the one it should run; null for a device that is no gateway. */
  readonly packageDrift: Drift | null;
  /** Messages that wait on the device's own disk. */
  readonly buffered: number | null;
  readonly state: DeviceState;
  readonly lastSeenAt: number | null;
  readonly points: number;
  /** Points whose last value has bad quality. */
  readonly badPoints: number;
};

/** What a question about devices is answered from. */
export type DeviceDesk = { readonly db: Database; readonly latest: Pick<LatestValues, "list"> };

/** The tenant's devices by key, each with its state now. */
export async function listDevices(desk: DeviceDesk, tenantId: string, now: number): Promise<DeviceSummary[]> {
  const [devices, latest] = await Promise.all([
    withTenant(desk.db, tenantId, listPlacedDevices),
    desk.latest.list(tenantId, null),
  ]);
  const latestOf = new Map(latest.map((row) => [row.deviceId, row]));
  return devices.map((device) => summarise(device, latestOf.get(device.id), now));
}

const BAD = 2;

type CertificateStanding = ReturnType<typeof standingOf>;
type Summarised = Pick<
  PlacedDevice,
  | "id"
  | "key"
  | "name"
  | "type"
  | "site"
  | "area"
  | "gateway"
  | "presence"
  | "link"
  | "tags"
  | "_count"
  | "certificates"
  | "edgePackages"
>;

function viewCertificate(
  certificate: { notBefore: Date; notAfter: Date } | undefined,
  now: number,
): DeviceSummary["certificate"] {
  if (certificate === undefined) return null;
  const life = { notBefore: certificate.notBefore.getTime(), notAfter: certificate.notAfter.getTime() };
  return { notAfter: life.notAfter, standing: standingOf(life, now) };
}

/** A device that says nothing of itself is judged by what the broker saw of it; null where it never came. */
function isLinked(link: { connectedAt: Date | null; disconnectedAt: Date | null } | null): boolean | null {
  if (!link?.connectedAt) return null;
  return link.disconnectedAt === null || link.disconnectedAt < link.connectedAt;
}

function viewDrift({ edgePackages: [latest], presence }: Summarised): Drift | null {
  if (latest === undefined) return null;
  const desired = {
    version: latest.version,
    at: latest.createdAt.getTime(),
    isSha256: (given: string) => given === latest.sha256,
  };
  return driftOf(desired, statusOf(presence), presence?.packageChangedAt?.getTime() ?? null);
}

export function summarise(device: Summarised, latest: DeviceLatest | undefined, now: number): DeviceSummary {
  const isGateway = device._count.children > 0 || device._count.edgePackages > 0;
  const presence = device.gateway === null ? device.presence : device.gateway.presence;
  const source = statusOf(presence)?.sources?.find((candidate) => candidate.device === device.key);
  const lastSeenAt = Math.max(latest?.receivedAt ?? 0, device.presence?.statusAt.getTime() ?? 0) || null;
  return {
    id: device.id,
    key: device.key,
    name: device.name,
    type: device.type,
    site: device.site,
    area: device.area,
    gatewayKey: device.gateway?.key ?? null,
    isGateway,
    tags: device.tags,
    certificate: viewCertificate(device.certificates[0], now),
    packageDrift: viewDrift(device),
    buffered: statusOf(device.presence)?.buffer?.messages ?? null,
    state: stateOf(
      {
        online: presence?.online ?? (device.gateway === null ? isLinked(device.link) : null),
        sourceFailed: source?.state === "failed",
        lastSeenAt,
        isGateway,
      },
      now,
    ),
    lastSeenAt,
    points: device._count.points,
    badPoints: Object.values(latest?.latest ?? {}).filter(([, , quality]) => quality === BAD).length,
  };
}
