import type { WorkerTx } from "../worker";
import { decodeBlock, encodeBlock } from "./block-codec";
import { unpackRows } from "./read-packed";
import { MS_PER_DAY, MS_PER_MINUTE, summarise } from "./rollups";
import { encodeSummaries } from "./rollups-codec";
import { joinSummaries } from "./rollups-join";
import { type HourKey, type SealedPoint, saveRollups } from "./rollups-save";
import { MS_PER_HOUR } from "./rows";
import { emptySamples, exceptSamples, mergeSamples, type Samples } from "./samples";

/** One hour of one device that has rows to seal. `hour` is Unix milliseconds. */
export type SealableHour = { readonly deviceId: string; readonly hour: number };

/** As many readings as one step takes into memory: about 100 MB. An hour that has more is sealed in several. */
const READINGS_PER_STEP = 250_000;
/** Minutes are kept where they are fewer than a quarter of the readings; else the block is as quick to read. */
const READINGS_A_MINUTE_MIN = 4;

/** The hours that ended before `endedBefore` and have rows received before it; late arrivals bring an old hour back here. */
export async function listSealable(
  tx: WorkerTx,
  tenantId: string,
  endedBefore: number,
  hoursMax: number,
): Promise<SealableHour[]> {
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", extract(epoch FROM hour)::float8 * 1000 AS hour
     FROM series.list_sealable($1, to_timestamp($2), $3)`,
    [tenantId, endedBefore / 1000, hoursMax],
  );
  return rows;
}

/** The hours that were sealed before there were rollups. */
export async function listUnrolled(tx: WorkerTx, tenantId: string, hoursMax: number): Promise<SealableHour[]> {
  const { rows } = await tx.client.query(
    `SELECT DISTINCT device_id AS "deviceId", extract(epoch FROM hour)::float8 * 1000 AS hour FROM series.blocks
     WHERE tenant_id = $1 AND minutes IS NULL LIMIT $2`,
    [tenantId, hoursMax],
  );
  return rows;
}

/**
 * Moves one hour of one device from rows into blocks, merging with blocks that are there, and its rollups with them: exactly
 * the rows it deletes are in the blocks it writes, in one transaction. Of a very full hour it takes a part; the rest is
 * still listed.
 * @returns how many readings were taken from rows.
 */
export async function sealHour(tx: WorkerTx, tenantId: string, { deviceId, hour }: SealableHour): Promise<number> {
  await lockDay(tx, deviceId, hour);
  const taken = await takeRows(tx, [tenantId, deviceId, new Date(hour)]);
  await mergeHour(tx, tenantId, { deviceId, hour }, taken);
  return [...taken.values()].reduce((sum, { measuredAt }) => sum + measuredAt.length, 0);
}

/** Seals readings that never were rows, such as an import's; each point's must lie in the hour. */
export async function sealSamples(
  tx: WorkerTx,
  tenantId: string,
  of: SealableHour,
  samples: ReadonlyMap<number, Samples>,
): Promise<void> {
  await lockDay(tx, of.deviceId, of.hour);
  await mergeHour(tx, tenantId, of, samples);
}

/** Two sealers of one day take turns, for the day's rollups; a row lock would not do, because there may be no row yet. */
const lockDay = (tx: WorkerTx, deviceId: string, hour: number) =>
  tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [deviceId, dayOf(hour)]);

const dayOf = (hour: number): number => Math.floor(hour / MS_PER_DAY) * MS_PER_DAY;

async function mergeHour(
  tx: WorkerTx,
  tenantId: string,
  { deviceId, hour }: SealableHour,
  taken: ReadonlyMap<number, Samples>,
): Promise<void> {
  const at = [tenantId, deviceId, new Date(hour)] as const;
  const sealed = await loadBlocks(tx, at, [...taken.keys()]);
  const points = [...new Set([...taken.keys(), ...sealed.keys()])].map((point) =>
    sealPoint(point, sealed.get(point) ?? NOTHING, taken.get(point) ?? emptySamples()),
  );
  if (points.length === 0) return;
  await saveBlocks(tx, at, points);
  await saveRollups(tx, [tenantId, deviceId, new Date(dayOf(hour))], hour, points);
}

// In the order of the primary key, as reading does it: of two values at one instant the first stands.
const TAKE = `
  WITH counted AS (
    SELECT measured_at, boot, seq, sum(cardinality(points)) OVER (ORDER BY measured_at, boot, seq) - cardinality(points) AS before
    FROM series.readings WHERE tenant_id = $1 AND device_id = $2 AND measured_at >= $3 AND measured_at < $3 + interval '1 hour'),
  taken AS (
    DELETE FROM series.readings
    WHERE tenant_id = $1 AND device_id = $2 AND measured_at >= $3 AND measured_at < $3 + interval '1 hour'
      AND (measured_at, boot, seq) <=
        (SELECT measured_at, boot, seq FROM counted WHERE before < $4 ORDER BY measured_at DESC, boot DESC, seq DESC LIMIT 1)
    RETURNING *)
  SELECT series.frame(ARRAY[
      array_send(array_agg(measured_at ORDER BY measured_at, boot, seq)),
      array_send(array_agg(CASE WHEN offsets_ms IS NULL THEN 0 ELSE 1 END + CASE WHEN qualities IS NULL THEN 0 ELSE 2 END
                           + CASE WHEN extras IS NULL THEN 0 ELSE 4 END ORDER BY measured_at, boot, seq)),
      string_agg(array_send(points), '' ORDER BY measured_at, boot, seq),
      string_agg(array_send(offsets_ms), '' ORDER BY measured_at, boot, seq),
      string_agg(array_send(numbers), '' ORDER BY measured_at, boot, seq),
      string_agg(array_send(qualities), '' ORDER BY measured_at, boot, seq)]) AS body,
    jsonb_agg(extras ORDER BY measured_at, boot, seq) FILTER (WHERE extras IS NOT NULL) AS extras
  FROM taken HAVING count(*) > 0`;

async function takeRows(tx: WorkerTx, at: HourKey): Promise<Map<number, Samples>> {
  const { rows } = await tx.client.query(TAKE, [...at, READINGS_PER_STEP]);
  return rows.length === 0 ? new Map() : unpackRows(rows[0].body, rows[0].extras);
}

type SealedBlock = { readonly samples: Samples; readonly isRolled: boolean };
const NOTHING: SealedBlock = { samples: emptySamples(), isRolled: true };

async function loadBlocks(tx: WorkerTx, at: HourKey, points: readonly number[]): Promise<Map<number, SealedBlock>> {
  const { rows } = await tx.client.query(
    `SELECT point, body, minutes IS NOT NULL AS "isRolled" FROM series.blocks
     WHERE tenant_id = $1 AND device_id = $2 AND hour = $3 AND (point = ANY($4::int[]) OR minutes IS NULL)`,
    [...at, points],
  );
  return new Map(rows.map(({ point, body, isRolled }) => [point, { samples: decodeBlock(body), isRolled }]));
}

function sealPoint(point: number, before: SealedBlock, taken: Samples): SealedPoint {
  const samples = mergeSamples(before.samples, taken);
  const readings = samples.measuredAt.length;
  const minutes = summarise(samples, MS_PER_MINUTE);
  const isDense = readings >= minutes.startAt.length * READINGS_A_MINUTE_MIN;
  return {
    point,
    readings,
    body: encodeBlock(samples),
    minutes: isDense ? encodeSummaries(minutes, MS_PER_MINUTE) : Buffer.alloc(0),
    whole: joinSummaries([minutes], MS_PER_HOUR),
    added: summarise(exceptSamples(taken, before.samples), MS_PER_HOUR),
    counted: before.isRolled ? before.samples.measuredAt.length : 0,
  };
}

async function saveBlocks(tx: WorkerTx, at: HourKey, points: readonly SealedPoint[]): Promise<void> {
  await tx.client.query(
    `INSERT INTO series.blocks (tenant_id, device_id, point, hour, readings, body, minutes)
     SELECT $1, $2, point, $3, readings, body, minutes
     FROM unnest($4::int[], $5::int[], $6::bytea[], $7::bytea[]) AS block (point, readings, body, minutes)
     ON CONFLICT (tenant_id, device_id, point, hour)
       DO UPDATE SET readings = excluded.readings, body = excluded.body, minutes = excluded.minutes`,
    [
      ...at,
      points.map(({ point }) => point),
      points.map(({ readings }) => readings),
      points.map(({ body }) => body),
      points.map(({ minutes }) => minutes),
    ],
  );
}
