import { createHash } from "node:crypto";
import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import type { TenantTx } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import { type Actor, recordAudit } from "../../tenancy/audit";

export type NewDevice = { readonly key: string; readonly name: string; readonly type: string; readonly area: string };
export type NewFleet = {
  readonly site: { name: string; timeZone: string; latitude: number; longitude: number };
  readonly gateway: NewDevice;
  /** What the gateway relays for. */
  readonly devices: readonly NewDevice[];
  readonly edgePackage: EdgePackage;
};

/** Points may be silent for this many heartbeats before the silence is a gap. */
const HEARTBEATS_MISSED_MAX = 3;

/**
 * Enters a site, a gateway, its devices with the points of the edge package, and the package itself.
 * Repeatable: what exists stays, and a changed package becomes the next version.
 */
export async function registerFleet(tx: TenantTx, actor: Actor, fleet: NewFleet): Promise<void> {
  const { tenantId } = tx;
  const site = await tx.rows.site.upsert({
    where: { tenantId_name: { tenantId, name: fleet.site.name } },
    create: { tenantId, id: newId(), ...fleet.site },
    update: {},
  });
  const gateway = await ensureDevice(tx, fleet.gateway, site.id, null);
  for (const child of fleet.devices) {
    const device = await ensureDevice(tx, child, site.id, gateway.id);
    const sources = fleet.edgePackage.sources.filter((source) => source.device === child.key);
    await ensurePoints(tx, device.id, sources, fleet.edgePackage.reporting.heartbeatMs * HEARTBEATS_MISSED_MAX);
  }
  if (await savePackage(tx, gateway.id, fleet.edgePackage))
    await recordAudit(tx, actor, "edge_package.published", fleet.gateway.key, { version: fleet.edgePackage.version });
}

const ensureDevice = (tx: TenantTx, device: NewDevice, siteId: string, gatewayId: string | null) =>
  tx.rows.device.upsert({
    where: { tenantId_key: { tenantId: tx.tenantId, key: device.key } },
    create: { tenantId: tx.tenantId, id: newId(), ...device, siteId, gatewayId },
    update: {},
  });

async function ensurePoints(
  tx: TenantTx,
  deviceId: string,
  sources: readonly EdgeSource[],
  silenceMsMax: number,
): Promise<void> {
  const declared = sources.flatMap((source) => [...source.points]);
  const known = await tx.rows.point.findMany({ where: { tenantId: tx.tenantId, deviceId } });
  const next = Math.max(0, ...known.map(({ no }) => no)) + 1;
  const missing = declared.filter((point) => !known.some(({ name }) => name === point.name));
  await tx.rows.point.createMany({
    data: missing.map(({ name, kind, description, unit, decimals }, index) => ({
      tenantId: tx.tenantId,
      deviceId,
      no: next + index,
      name,
      kind,
      description: description ?? null,
      unit: unit ?? null,
      decimals: decimals ?? null,
      silenceMsMax,
    })),
  });
}

/** @returns whether this version was new. */
async function savePackage(tx: TenantTx, deviceId: string, body: EdgePackage): Promise<boolean> {
  const sha256 = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const { count } = await tx.rows.edgePackage.createMany({
    data: [{ tenantId: tx.tenantId, deviceId, version: body.version, body, sha256 }],
    skipDuplicates: true,
  });
  return count > 0;
}
