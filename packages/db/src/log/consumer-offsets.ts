import { fault } from "@outstation/kit/fault";
import type { Database } from "../database";
import type { WorkerTx } from "../worker";

/** What a batch moved a consumer over in one partition. */
export type OffsetMove = { readonly partition: number; readonly from: number; readonly to: number };

/** Where a consumer stands in each of a stream's partitions: the next offset to read. Starts it at 0 where it never read. */
export async function loadOffsets(
  db: Database,
  consumer: string,
  stream: string,
  partitions: number,
): Promise<Map<number, number>> {
  const { rows } = await db.workers.query(
    `WITH started AS (
       INSERT INTO log.consumers (consumer, stream, partition, next_offset)
       SELECT $1, $2, generate_series(0, $3 - 1), 0 ON CONFLICT DO NOTHING RETURNING partition, next_offset)
     SELECT partition, next_offset::float8 FROM started
     UNION SELECT partition, next_offset::float8 FROM log.consumers WHERE consumer = $1 AND stream = $2`,
    [consumer, stream, partitions],
  );
  return new Map(rows.map((row) => [row.partition, row.next_offset]));
}

/**
 * Moves a consumer on, in the transaction that did its work.
 * @throws Fault `log.lost_ownership` when another process moved it first; the whole batch is then rolled back, not done twice.
 */
export async function commitOffsets(
  tx: WorkerTx,
  consumer: string,
  stream: string,
  moves: readonly OffsetMove[],
): Promise<void> {
  const { rowCount } = await tx.client.query(
    `UPDATE log.consumers SET next_offset = move.after
     FROM unnest($3::smallint[], $4::bigint[], $5::bigint[]) AS move (partition, before, after)
     WHERE consumer = $1 AND stream = $2 AND consumers.partition = move.partition AND next_offset = move.before`,
    [
      consumer,
      stream,
      moves.map(({ partition }) => partition),
      moves.map(({ from }) => from),
      moves.map(({ to }) => to),
    ],
  );
  if (rowCount !== moves.length)
    throw fault("log.lost_ownership", "Another process is reading this stream as the same consumer.", {
      consumer,
      stream,
    });
}

/** Where a consumer stands in one partition; 0 where it never read. */
export async function findOffset(db: Database, consumer: string, stream: string, partition: number): Promise<number> {
  const { rows } = await db.reads.query(
    `SELECT next_offset::float8 AS "nextOffset" FROM log.consumers WHERE consumer = $1 AND stream = $2 AND partition = $3`,
    [consumer, stream, partition],
  );
  return rows[0]?.nextOffset ?? 0;
}
