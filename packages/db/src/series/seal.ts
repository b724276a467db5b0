import type { WorkerTx } from "../worker";
import { decodeBlock, encodeBlock } from "./block-codec";
import { type Extra, eachSample, type Sample, toSamples } from "./samples";

/** One hour of one device that has rows to seal. `hour` is Unix milliseconds. */
export type SealableHour = { readonly deviceId: string; readonly hour: number };

/** The hours that ended before `endedBefore` and have rows received before it; late arrivals bring an old hour back here. */
export async function listSealable(
  tx: WorkerTx,
  tenantId: string,
  endedBefore: number,
  hoursMax: number,
): Promise<SealableHour[]> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", extract(epoch FROM hour)::float8 * 1000 AS hour FROM (
       SELECT DISTINCT device_id, date_trunc('hour', measured_at, 'UTC') AS hour FROM series.readings
       WHERE tenant_id = $1 AND measured_at < date_trunc('hour', to_timestamp($2), 'UTC') AND received_at < to_timestamp($2)
       LIMIT $3) AS sealable`,
    [tenantId, endedBefore / 1000, hoursMax],
  );
  return rows;
}

const TAKE = `
  DELETE FROM series.readings
  WHERE tenant_id = $1 AND device_id = $2 AND measured_at >= $3 AND measured_at < $3 + interval '1 hour'
  RETURNING extract(epoch FROM measured_at)::float8 * 1000 AS "measuredAt", boot::float8, seq::float8, points, offsets_ms AS "offsetsMs", numbers, qualities, extras`;

const SAVE = `
  INSERT INTO series.blocks (tenant_id, device_id, point, hour, readings, body)
  SELECT $1, $2, point, $3, readings, body FROM unnest($4::int[], $5::int[], $6::bytea[]) AS block (point, readings, body)
  ON CONFLICT (tenant_id, device_id, point, hour) DO UPDATE SET readings = excluded.readings, body = excluded.body`;

/**
 * Moves one hour of one device from rows into blocks, merging with blocks that are there: exactly the rows it deletes are
 * in the blocks it writes, in one transaction.
 * @returns how many readings were taken from rows.
 */
export async function sealHour(tx: WorkerTx, tenantId: string, { deviceId, hour }: SealableHour): Promise<number> {
  const at = [tenantId, deviceId, new Date(hour)];
  // Two sealers of the same hour take turns; a row lock would not do, because there may be no block yet.
  await tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [deviceId, hour]);
  const blocks = await tx.client.query(
    `SELECT point, body FROM series.blocks WHERE tenant_id = $1 AND device_id = $2 AND hour = $3`,
    at,
  );
  const taken = await tx.client.query(TAKE, at);
  const points = new Map<number, Sample[]>();
  for (const { point, body } of blocks.rows) points.set(point, [...eachSample(decodeBlock(body))]);
  let readings = 0;
  for (const row of (taken.rows as TakenRow[]).toSorted(byPlace)) {
    readings += row.points.length;
    row.points.forEach((point, index) => {
      const samples = points.get(point) ?? [];
      points.set(point, samples);
      samples.push(sampleOf(row, index));
    });
  }
  const sealed = [...points].map(([point, samples]) => ({ point, samples: toSamples(samples) }));
  await tx.client.query(SAVE, [
    ...at,
    sealed.map(({ point }) => point),
    sealed.map(({ samples }) => samples.measuredAt.length),
    sealed.map(({ samples }) => encodeBlock(samples)),
  ]);
  return readings;
}

type TakenRow = {
  measuredAt: number;
  boot: number;
  seq: number;
  points: number[];
  offsetsMs: number[] | null;
  numbers: number[];
  qualities: number[] | null;
  extras: Record<string, Extra> | null;
};

/** The order of the primary key, which RETURNING does not promise: of two values at one instant the first stands. */
const byPlace = (a: TakenRow, b: TakenRow): number => a.measuredAt - b.measuredAt || a.boot - b.boot || a.seq - b.seq;

const sampleOf = (row: TakenRow, index: number): Sample => ({
  measuredAt: row.measuredAt + (row.offsetsMs?.[index] ?? 0),
  number: row.numbers[index] as number,
  quality: row.qualities?.[index] ?? 0,
  extra: row.extras?.[String(index)],
});
