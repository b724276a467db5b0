import type { Database } from "@outstation/db/database";
import type { PointKind } from "@outstation/db/series/values";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";

export type SeriesPoint = {
  readonly deviceId: string;
  readonly deviceKey: string;
  readonly no: number;
  readonly name: string;
  readonly kind: PointKind;
  readonly unit: string | null;
  readonly decimals: number | null;
  readonly silenceMsMax: number | null;
};

/**
 * Points by their names, in the order asked for.
 * @throws Fault `device.not_found`, `point.not_found`
 */
export async function findPoints(
  db: Database,
  tenantId: string,
  asked: readonly { readonly deviceKey: string; readonly point: string }[],
): Promise<SeriesPoint[]> {
  const devices = await withTenant(db, tenantId, (tx) =>
    tx.rows.device.findMany({
      where: { tenantId, key: { in: [...new Set(asked.map(({ deviceKey }) => deviceKey))] } },
      select: { id: true, key: true, points: { where: { name: { in: asked.map(({ point }) => point) } } } },
    }),
  );
  return asked.map(({ deviceKey, point: name }) => {
    const device = devices.find(({ key }) => key === deviceKey);
    if (device === undefined) throw fault("device.not_found", `There is no device "${deviceKey}".`);
    const point = device.points.find((candidate) => candidate.name === name);
    if (point === undefined) throw fault("point.not_found", `Device "${deviceKey}" has no point "${name}".`);
    const { no, unit, decimals, silenceMsMax } = point;
    return { deviceId: device.id, deviceKey, no, name, kind: point.kind as PointKind, unit, decimals, silenceMsMax };
  });
}
