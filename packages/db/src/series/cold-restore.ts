import type { WorkerTx } from "../worker";
import { decodeBlock, encodeBlock } from "./block-codec";
import { MS_PER_DAY } from "./rollups";
import { hourOf, MS_PER_HOUR } from "./rows";
import { mergeSamples, type Samples } from "./samples";

/** Samples of one hour of a point. */
export type RestoredHour = { readonly point: number; readonly hour: number; readonly samples: Samples };

/** The hours that samples fall into, Unix milliseconds. */
export const hoursOf = ({ measuredAt }: Samples): number[] => [...new Set(Array.from(measuredAt, hourOf))];
export const hourEnd = (hour: number): number => hour + MS_PER_HOUR;

/** Puts hours of one device into the store's blocks, before what is there. Once more changes nothing. */
export async function restoreHours(
  tx: WorkerTx,
  tenantId: string,
  deviceId: string,
  hours: readonly RestoredHour[],
): Promise<void> {
  const wanted = [...new Set(hours.map(({ hour }) => hour))];
  // As sealing does: whoever works on a day of a device takes turns.
  for (const day of new Set(wanted.map((hour) => Math.floor(hour / MS_PER_DAY) * MS_PER_DAY)))
    await tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [deviceId, day]);
  const { rows } = await tx.client.query(
    `SELECT point, extract(epoch FROM hour)::float8 * 1000 AS hour, body FROM series.blocks
     WHERE tenant_id = $1 AND device_id = $2 AND hour = ANY($3::timestamptz[])`,
    [tenantId, deviceId, wanted.map((hour) => new Date(hour))],
  );
  const known = new Map(rows.map(({ point, hour, body }) => [`${point}/${hour}`, body as Buffer]));
  const merged = hours.map(({ point, hour, samples }) => {
    const block = known.get(`${point}/${hour}`);
    return { point, hour, samples: block === undefined ? samples : mergeSamples(samples, decodeBlock(block)) };
  });
  await tx.client.query(
    // Rollups still count these readings. Without its minutes an hour is taken as one that they count.
    `INSERT INTO series.blocks (tenant_id, device_id, point, hour, readings, body)
     SELECT $1, $2, point, hour, readings, body
     FROM unnest($3::int[], $4::timestamptz[], $5::int[], $6::bytea[]) AS block (point, hour, readings, body)
     ON CONFLICT (tenant_id, device_id, point, hour) DO UPDATE SET readings = excluded.readings, body = excluded.body, minutes = NULL`,
    [
      ...[tenantId, deviceId, merged.map(({ point }) => point), merged.map(({ hour }) => new Date(hour))],
      merged.map(({ samples }) => samples.measuredAt.length),
      merged.map(({ samples }) => encodeBlock(samples)),
    ],
  );
}
