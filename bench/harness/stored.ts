import { ask } from "./ask";
import type { FleetDevice } from "./fleet";

/** Messages of one boot that each device made, by device id: what must be there, once. */
export type Made = ReadonlyMap<string, number>;

export type Stored = {
  /** Messages of the ledger, of those that were made. */
  readonly messages: number;
  readonly readings: number;
  /** Made and not in the ledger, or in the ledger without a row. */
  readonly lost: number;
  /** Readings beyond the first of a device, point and time, and numbers that nobody made. */
  readonly repeated: number;
};

/** Counts as the superuser, in what the platform stored and not in what it says about itself. */
export async function countStored(url: string, boot: number, made: Made): Promise<Stored> {
  const [counted] = await ask<Stored>(
    url,
    `WITH made AS (SELECT * FROM unnest($2::uuid[], $3::bigint[]) AS made (device_id, count)),
     ledger AS (
       SELECT made.device_id, made.count,
         coalesce(seen * int8multirange(int8range(1, made.count + 1)), '{}') AS wanted,
         coalesce(seen - int8multirange(int8range(1, made.count + 1)), '{}') AS alien
       FROM made LEFT JOIN series.sequences ON sequences.device_id = made.device_id AND boot = $1),
     ledger_counts AS (
       SELECT sum((SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(wanted) AS part)) AS messages,
              sum((SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(alien) AS part)) AS alien
       FROM ledger),
     rows AS (
       SELECT readings.* FROM made JOIN series.readings ON readings.device_id = made.device_id AND boot = $1),
     reading_counts AS (
       -- Messages share rows; each of these has an instant of its own.
       SELECT count(DISTINCT (device_id, at)) AS messages, count(*) AS readings, count(DISTINCT (device_id, point, at)) AS different
       FROM rows, unnest(points, offsets_ms) AS reading (point, offset_ms),
         LATERAL (SELECT measured_at + coalesce(offset_ms, 0) * interval '1 ms' AS at) AS instant),
     total AS (SELECT sum(count) AS made FROM made)
     SELECT ledger_counts.messages::float8, reading_counts.readings::float8,
       (total.made - least(ledger_counts.messages, reading_counts.messages))::float8 AS lost,
       (reading_counts.readings - different + alien)::float8 AS repeated
     FROM ledger_counts, reading_counts, total`,
    [boot, [...made.keys()], [...made.values()]],
  );
  if (counted === undefined) throw new Error("a count without FROM has one row");
  return counted;
}

/** Whether everything up to these numbers is in the ledger. */
export async function isStored(url: string, boot: number, made: Made): Promise<boolean> {
  const [row] = await ask<{ missing: number }>(
    url,
    `SELECT count(*)::int AS missing FROM unnest($2::uuid[], $3::bigint[]) AS made (device_id, count)
     WHERE count > 0 AND NOT EXISTS (
       SELECT FROM series.sequences WHERE sequences.device_id = made.device_id AND boot = $1
         AND seen @> int8range(1, made.count + 1))`,
    [boot, [...made.keys()], [...made.values()]],
  );
  return row?.missing === 0;
}

export type Backlog = { readonly messages: number; readonly readings: number };

/** The same of a boot whose hours may have been sealed meanwhile: the ledger's messages, and readings in rows and blocks. */
export async function countBacklog(url: string, boot: number, devices: readonly string[]): Promise<Backlog> {
  const [counted] = await ask<Backlog>(
    url,
    `SELECT
       (SELECT coalesce(sum(upper(part) - lower(part)), 0)::float8 FROM series.sequences, unnest(seen) AS part
        WHERE boot = $1 AND device_id = ANY ($2)) AS messages,
       (SELECT coalesce(sum(cardinality(points)), 0)::float8 FROM series.readings WHERE device_id = ANY ($2)) +
       (SELECT coalesce(sum(readings), 0)::float8 FROM series.blocks WHERE device_id = ANY ($2)) AS readings`,
    [boot, devices],
  );
  if (counted === undefined) throw new Error("a count without FROM has one row");
  return counted;
}

export type Latency = { readonly device: string; readonly at: number; readonly ms: number };

/**
 * From a message's time to the commit that made its row visible, by the server's own record of commits
 * (`track_commit_timestamp`). Nothing polls while it is measured. The commit's flush to disk, and nothing else, comes after.
 */
export async function latencies(
  url: string,
  devices: readonly FleetDevice[],
  window: { readonly from: number; readonly to: number },
): Promise<Latency[]> {
  return ask<Latency>(
    url,
    // Messages share rows: each instant of a row is a message.
    `SELECT device_id AS device, extract(epoch FROM at)::float8 * 1000 AS at,
       extract(epoch FROM pg_xact_commit_timestamp(readings.xmin) - at)::float8 * 1000 AS ms
     FROM series.readings, LATERAL (
       SELECT DISTINCT measured_at + coalesce(offset_ms, 0) * interval '1 ms' AS at
       FROM unnest(coalesce(offsets_ms, '{0}')) AS offset_ms) AS instant
     WHERE device_id = ANY ($1) AND measured_at >= date_trunc('hour', to_timestamp($2::float8 / 1000), 'UTC')
       AND at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)`,
    [devices.map(({ id }) => id), window.from, window.to],
  );
}
