import type { Database } from "../database";
import { assertTenantId } from "../tenant";
import type { DeviceLatest } from "./latest";

/** The last values of one device, or of all the tenant's devices: one statement, at the cost of a bare lookup of the key. */
export async function readLatest(
  db: Database,
  tenantId: string,
  deviceId: string | null = null,
): Promise<DeviceLatest[]> {
  assertTenantId(tenantId);
  const { rows } = await db.reads.query<DeviceLatest>({
    name: "read_latest",
    text: `SELECT device_id AS "deviceId", extract(epoch FROM received_at)::float8 * 1000 AS "receivedAt", latest
           FROM series.read_latest($1, $2)`,
    values: [tenantId, deviceId],
  });
  return rows;
}
