import type { Database } from "../database";
import { readAsTenant } from "../tenant";

/** Points of a device by number. */
export type ReadingsOf = { readonly id: string; readonly points: readonly { readonly no: number }[] };
export type ReadingDay = { readonly deviceId: string; readonly day: string; readonly readings: number };

/**
 * The days on which devices have readings, wherever they lie, and about how many: what is sealed by its rollups, which stay
 * when a day goes cold, and what is not yet sealed by its rows.
 * @param range `from` inclusive, `to` exclusive, Unix milliseconds; days at its ends count whole.
 */
export const listReadingDays = (
  db: Database,
  tenantId: string,
  devices: readonly ReadingsOf[],
  range: { readonly from: number; readonly to: number },
): Promise<ReadingDay[]> =>
  readAsTenant<ReadingDay>(
    db,
    tenantId,
    `WITH asked AS (SELECT * FROM unnest($2::uuid[], $5::int[]) AS asked (device_id, point))
     SELECT device_id AS "deviceId", day::text, sum(readings)::float8 AS readings FROM (
       SELECT device_id, day, readings FROM series.rollups JOIN asked USING (device_id, point)
       WHERE tenant_id = $1
         AND day BETWEEN ($3::timestamptz AT TIME ZONE 'UTC')::date AND ($4::timestamptz AT TIME ZONE 'UTC')::date
       UNION ALL
       SELECT readings.device_id, (measured_at AT TIME ZONE 'UTC')::date, 1
       FROM series.readings, unnest(points) AS fresh (point) JOIN asked ON asked.point = fresh.point
       WHERE tenant_id = $1 AND readings.device_id = ANY($2::uuid[]) AND asked.device_id = readings.device_id
         AND measured_at >= date_trunc('hour', $3::timestamptz) AND measured_at < $4
     ) AS counted GROUP BY device_id, day ORDER BY device_id, day`,
    [
      ...[
        tenantId,
        devices.flatMap(({ id, points }) => points.map(() => id)),
        new Date(range.from),
        new Date(range.to),
      ],
      devices.flatMap(({ points }) => points.map(({ no }) => no)),
    ],
  );
