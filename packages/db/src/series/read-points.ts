import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { PointKind } from "./values";

/** A device, and its point of that name where it has one. */
export type NamedPoint = {
  readonly deviceId: string;
  readonly deviceKey: string;
  readonly point: {
    readonly no: number;
    readonly name: string;
    readonly kind: PointKind;
    readonly unit: string | null;
    readonly decimals: number | null;
    readonly silenceMsMax: number | null;
  } | null;
};

/**
 * Devices by key, each with those of its points that have one of the names. In one round trip: through the control tables'
 * client the names would take longer to find than their readings.
 */
export const listNamedPoints = (
  db: Database,
  tenantId: string,
  deviceKeys: readonly string[],
  names: readonly string[],
): Promise<NamedPoint[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT devices.id AS "deviceId", key AS "deviceKey",
       CASE WHEN points.no IS NOT NULL THEN json_build_object('no', no, 'name', points.name, 'kind', kind, 'unit', unit,
         'decimals', decimals, 'silenceMsMax', silence_ms_max) END AS point
     FROM devices LEFT JOIN points ON points.tenant_id = devices.tenant_id AND points.device_id = devices.id AND points.name = ANY($3)
     WHERE devices.tenant_id = $1 AND key = ANY($2)`,
    [tenantId, [...new Set(deviceKeys)], [...new Set(names)]],
  );
