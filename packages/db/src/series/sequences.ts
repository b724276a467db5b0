import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** What arrived of one boot of a device: sequence numbers, in any order, repeats included. */
export type ArrivedSequence = {
  readonly tenantId: string;
  readonly deviceId: string;
  readonly boot: number;
  readonly seqs: readonly number[];
};

/** Whether a message was stored before. */
export type IsRepeat = (key: { readonly deviceId: string; readonly boot: number; readonly seq: number }) => boolean;

/** A run of sequence numbers that never arrived, both ends included. */
export type SequenceGap = { readonly boot: number; readonly from: number; readonly to: number };

/**
 * Enters sequence numbers of any tenants as stored, each under its tenant's policy. A boot whose messages all arrived stays one
 * range, however long it runs.
 * @param receivedAt Unix milliseconds.
 * @returns tells which had been entered before.
 */
export async function recordStored(
  tx: WorkerTx,
  arrived: readonly ArrivedSequence[],
  receivedAt: number,
): Promise<IsRepeat> {
  if (arrived.length === 0) return () => false;
  const { rows } = await tx.client.query(
    `SELECT device_id AS "deviceId", boot::float8, repeated::text
     FROM series.record_sequences($1::uuid[], $2::uuid[], $3::bigint[], $4::int8multirange[], to_timestamp($5))`,
    [
      arrived.map(({ tenantId }) => tenantId),
      arrived.map(({ deviceId }) => deviceId),
      arrived.map(({ boot }) => boot),
      arrived.map(({ seqs }) => multirangeOf(seqs)),
      receivedAt / 1000,
    ],
  );
  if (rows.length === 0) return () => false;
  const repeated = new Map(rows.map((row) => [`${row.deviceId}/${row.boot}`, rangesOf(row.repeated)]));
  return ({ deviceId, boot, seq }) =>
    repeated.get(`${deviceId}/${boot}`)?.some(([from, to]) => seq >= from && seq < to) ?? false;
}

/** Numbers as Postgres spells a multirange: `{[1,4),[7,8)}`. */
function multirangeOf(seqs: readonly number[]): string {
  const ordered = seqs.toSorted((a, b) => a - b);
  const runs: string[] = [];
  for (let start = 0; start < ordered.length; ) {
    let end = start + 1;
    while (end < ordered.length && (ordered[end] as number) - (ordered[end - 1] as number) <= 1) end++;
    runs.push(`[${ordered[start]},${(ordered[end - 1] as number) + 1})`);
    start = end;
  }
  return `{${runs.join(",")}}`;
}

const rangesOf = (multirange: string): [from: number, to: number][] =>
  Array.from(multirange.matchAll(/\[(\d+),(\d+)\)/g), ([, from, to]) => [Number(from), Number(to)]);

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
