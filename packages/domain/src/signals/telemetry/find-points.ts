import type { Database } from "@outstation/db/database";
import { listNamedPoints } from "@outstation/db/series/read-points";
import type { PointKind } from "@outstation/db/series/values";
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
  const keys = asked.map(({ deviceKey }) => deviceKey);
  const found = await listNamedPoints(
    db,
    tenantId,
    keys,
    asked.map(({ point }) => point),
  );
  const known = new Map(
    found.map(({ deviceId, deviceKey, point }) => [named(deviceKey, point?.name), { deviceId, point }]),
  );
  const devices = new Set(found.map(({ deviceKey }) => deviceKey));
  return asked.map(({ deviceKey, point: name }) => {
    if (!devices.has(deviceKey)) throw fault("device.not_found", `There is no device "${deviceKey}".`);
    const { deviceId, point } = known.get(named(deviceKey, name)) ?? {};
    if (deviceId === undefined || !point)
      throw fault("point.not_found", `Device "${deviceKey}" has no point "${name}".`);
    return { deviceId, deviceKey, ...point };
  });
}

const named = (deviceKey: string, point: string | undefined): string => JSON.stringify([deviceKey, point]);
