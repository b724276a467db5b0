import type { WorkerTx } from "../worker";
import { decodeBlock, encodeBlock } from "./block-codec";
import { hourOf, MS_PER_HOUR } from "./rows";
import type { Samples } from "./samples";

/** Samples of one hour of a point, and how two series become one: of two values at one instant the first's stands. */
export type RestoredHour = { readonly point: number; readonly hour: number; readonly samples: Samples };
export type MergeTwo = (first: Samples, second: Samples) => Samples;

/** The hours that samples fall into, Unix milliseconds. */
export const hoursOf = ({ measuredAt }: Samples): number[] => [...new Set(Array.from(measuredAt, hourOf))];
export const hourEnd = (hour: number): number => hour + MS_PER_HOUR;

/** Puts hours of one device into the store's blocks, before what is there. Once more changes nothing. */
export async function restoreHours(
  tx: WorkerTx,
  tenantId: string,
  deviceId: string,
  hours: readonly RestoredHour[],
  merge: MergeTwo,
): Promise<void> {
  // As sealing does: whoever works on an hour of a device takes turns, and the order of hours keeps two from waiting for each other.
  const wanted = [...new Set(hours.map(({ hour }) => hour))].sort((a, b) => a - b);
  for (const hour of wanted)
    await tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [deviceId, hour]);
  const { rows } = await tx.client.query(
    `SELECT point, extract(epoch FROM hour)::float8 * 1000 AS hour, body FROM series.blocks
     WHERE tenant_id = $1 AND device_id = $2 AND hour = ANY($3::timestamptz[])`,
    [tenantId, deviceId, wanted.map((hour) => new Date(hour))],
  );
  const known = new Map(rows.map(({ point, hour, body }) => [`${point}/${hour}`, body as Buffer]));
  const merged = hours.map(({ point, hour, samples }) => {
    const block = known.get(`${point}/${hour}`);
    return { point, hour, samples: block === undefined ? samples : merge(samples, decodeBlock(block)) };
  });
  await tx.client.query(
    `INSERT INTO series.blocks (tenant_id, device_id, point, hour, readings, body)
     SELECT $1, $2, point, hour, readings, body
     FROM unnest($3::int[], $4::timestamptz[], $5::int[], $6::bytea[]) AS block (point, hour, readings, body)
     ON CONFLICT (tenant_id, device_id, point, hour) DO UPDATE SET readings = excluded.readings, body = excluded.body`,
    [
      ...[tenantId, deviceId, merged.map(({ point }) => point), merged.map(({ hour }) => new Date(hour))],
      merged.map(({ samples }) => samples.measuredAt.length),
      merged.map(({ samples }) => encodeBlock(samples)),
    ],
  );
}
