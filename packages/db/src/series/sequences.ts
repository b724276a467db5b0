import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** A message as its sender numbered it. */
export type SequenceKey = { readonly deviceId: string; readonly boot: number; readonly seq: number };

/** A run of sequence numbers that never arrived, both ends included. */
export type SequenceGap = { readonly boot: number; readonly from: number; readonly to: number };

/** For each key, whether a message with it was stored before. */
export async function findStored(tx: WorkerTx, tenantId: string, keys: readonly SequenceKey[]): Promise<boolean[]> {
  const { rows } = await tx.client.query(
    `SELECT coalesce(seen @> key.seq, false) AS stored
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS key (device_id, boot, seq, place)
     LEFT JOIN series.sequences AS known
       ON known.tenant_id = $1 AND known.device_id = key.device_id AND known.boot = key.boot
     ORDER BY place`,
    [tenantId, ...columns(keys)],
  );
  return rows.map(({ stored }) => stored);
}

/** Enters keys as stored. A boot whose messages all arrived stays one range, however long it runs. */
export async function recordStored(
  tx: WorkerTx,
  tenantId: string,
  keys: readonly SequenceKey[],
  receivedAt: number,
): Promise<void> {
  await tx.client.query(
    `INSERT INTO series.sequences AS known (tenant_id, device_id, boot, seen, first_received_at, last_received_at)
     SELECT $1, device_id, boot, range_agg(int8range(seq, seq, '[]')), to_timestamp($5), to_timestamp($5)
     FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) AS key (device_id, boot, seq) GROUP BY device_id, boot
     ON CONFLICT (tenant_id, device_id, boot) DO UPDATE
       SET seen = known.seen + excluded.seen,
           last_received_at = greatest(known.last_received_at, excluded.last_received_at)`,
    [tenantId, ...columns(keys), receivedAt / 1000],
  );
}

/** The holes in what a device numbered: between the messages that arrived, not after the last of a boot. */
export const listSequenceGaps = (db: Database, tenantId: string, deviceId: string): Promise<SequenceGap[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT boot::float8, lower(gap)::float8 AS "from", (upper(gap) - 1)::float8 AS "to"
     FROM series.sequences, unnest(int8multirange(int8range(1, upper(seen))) - seen) AS gap
     WHERE tenant_id = $1 AND device_id = $2 ORDER BY boot, gap`,
    [tenantId, deviceId],
  );

const columns = (keys: readonly SequenceKey[]) => [
  keys.map(({ deviceId }) => deviceId),
  keys.map(({ boot }) => boot),
  keys.map(({ seq }) => seq),
];
