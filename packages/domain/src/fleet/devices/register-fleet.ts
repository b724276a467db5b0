import { EdgePackage } from "@outstation/contracts/edge/package";
import { canonicalJson } from "@outstation/contracts/edge/signed";
import type { TenantTx } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import { type Actor, actOf, recordAudit } from "../../tenancy/audit";
import { requireRoomForDevices } from "../../tenancy/limits";
import { announcePoints, insertVersion } from "../edge-packages";

export type NewDevice = { readonly key: string; readonly name: string; readonly type: string; readonly area: string };
export type NewFleet = {
  readonly site: { name: string; timeZone: string; latitude: number; longitude: number };
  readonly gateway: NewDevice;
  /** What the gateway relays for. */
  readonly devices: readonly NewDevice[];
  readonly edgePackage: EdgePackage;
};

/**
 * Enters a site, a gateway, its devices with the points of the edge package, and the package itself.
 * Repeatable: what exists stays, and a changed package becomes the next version unless a person published the latest.
 * @throws Fault `tenant.device_limit`
 */
export async function registerFleet(tx: TenantTx, actor: Actor, fleet: NewFleet): Promise<void> {
  const { tenantId } = tx;
  const site = await tx.rows.site.upsert({
    where: { tenantId_name: { tenantId, name: fleet.site.name } },
    create: { tenantId, id: newId(), ...fleet.site },
    update: {},
  });
  await tx.rows.area.createMany({
    data: [fleet.gateway, ...fleet.devices].flatMap(({ area }) =>
      lineageOf(area).map((place) => ({ tenantId, siteId: site.id, ...place })),
    ),
    skipDuplicates: true,
  });
  const keys = [fleet.gateway, ...fleet.devices].map(({ key }) => key);
  const known = await tx.rows.device.count({ where: { tenantId, key: { in: keys } } });
  await requireRoomForDevices(tx, keys.length - known);
  const gateway = await ensureDevice(tx, fleet.gateway, site.id, null);
  for (const child of fleet.devices) await ensureDevice(tx, child, site.id, gateway.id);
  const version = await savePackage(tx, gateway.id, EdgePackage.parse(fleet.edgePackage));
  if (version !== null)
    await recordAudit(tx, actOf(actor, "edge_package.published"), fleet.gateway.key, { after: { version } });
}

const AREA_KINDS = ["campus", "building", "floor", "zone"] as const;

/** An area and the areas around it, from the outside in. */
const lineageOf = (path: string) =>
  path.split("/").map((_, depth, names) => ({
    path: names.slice(0, depth + 1).join("/"),
    kind: AREA_KINDS[depth] ?? "zone",
  }));

const ensureDevice = (tx: TenantTx, device: NewDevice, siteId: string, gatewayId: string | null) =>
  tx.rows.device.upsert({
    where: { tenantId_key: { tenantId: tx.tenantId, key: device.key } },
    create: { tenantId: tx.tenantId, id: newId(), ...device, siteId, gatewayId },
    update: {},
  });

/**
 * Publishes a package as the next version, unless the latest says the same.
 * @returns the version that is new, or null.
 */
async function savePackage(tx: TenantTx, deviceId: string, wanted: EdgePackage): Promise<number | null> {
  const key = { tenantId: tx.tenantId, deviceId };
  const latest = await tx.rows.edgePackage.findFirst({ where: key, orderBy: { version: "desc" } });
  const version = (latest?.version ?? 0) + 1;
  const body = { ...wanted, version };
  if (latest !== null && (latest.createdBy !== null || isSame(latest.body, body))) return null;
  await insertVersion(tx, deviceId, body);
  await announcePoints(tx, body);
  return version;
}

const isSame = (latest: unknown, wanted: EdgePackage) =>
  canonicalJson({ ...(latest as object), version: wanted.version }) === canonicalJson(wanted);
