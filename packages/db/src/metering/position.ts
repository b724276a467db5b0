import { fault } from "@outstation/kit/fault";
import type { Database } from "../database";
import type { OffsetMove } from "../log/consumer-offsets";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** Where the meter stands in one partition, and what the partition's next offset is. */
export type Standing = { readonly position: number; readonly appended: number };

/**
 * Holds a consumer where it stands until the transaction ends, so that whoever else would move it waits at the door and has
 * not done the work for nothing.
 * @throws Fault `log.lost_ownership` where it no longer stands at a move's beginning.
 */
export async function holdPositions(
  tx: WorkerTx,
  consumer: string,
  stream: string,
  moves: readonly OffsetMove[],
): Promise<void> {
  const { rows } = await tx.client.query(
    `SELECT partition, next_offset::float8 AS "nextOffset" FROM log.consumers
     WHERE consumer = $1 AND stream = $2 AND partition = ANY ($3) ORDER BY partition FOR UPDATE`,
    [consumer, stream, moves.map(({ partition }) => partition)],
  );
  const standing = new Map(rows.map((row) => [row.partition, row.nextOffset]));
  if (moves.some(({ partition, from }) => standing.get(partition) !== from))
    throw fault("log.lost_ownership", "Another process is reading this stream as the same consumer.", {
      consumer,
      stream,
    });
}

const STANDING = `
  SELECT coalesce((SELECT next_offset FROM log.consumers WHERE consumer = $1 AND stream = $2 AND partition = $3), 0)::float8
           AS position,
         coalesce((SELECT next_offset FROM log.partitions WHERE stream = $2 AND partition = $3), 0)::float8 AS appended`;

/** Holds a consumer in one partition. @returns its next offset; null where it has no position to hold. */
export async function holdPosition(
  tx: WorkerTx,
  consumer: string,
  stream: string,
  partition: number,
): Promise<number | null> {
  const { rows } = await tx.client.query(
    `SELECT next_offset::float8 AS "nextOffset" FROM log.consumers
     WHERE consumer = $1 AND stream = $2 AND partition = $3 FOR UPDATE`,
    [consumer, stream, partition],
  );
  return rows[0]?.nextOffset ?? null;
}

/** How far a consumer is behind, for a reader, who holds nothing up. */
export async function readStanding(
  db: Database,
  tenantId: string,
  at: { readonly consumer: string; readonly stream: string; readonly partition: number },
): Promise<Standing> {
  const [row] = await readAsTenant<Standing>(db, tenantId, STANDING, [at.consumer, at.stream, at.partition]);
  return row ?? { position: 0, appended: 0 };
}

/** The oldest entry of a stream's partition that is still kept, from an offset on; null where there is none. */
export async function findOldestEntry(
  tx: WorkerTx,
  stream: string,
  partition: number,
  fromOffset = 0,
): Promise<{ readonly firstOffset: number; readonly appendedAt: number } | null> {
  const { rows } = await tx.client.query(
    `SELECT first_offset::float8 AS "firstOffset", extract(epoch FROM appended_at)::float8 * 1000 AS "appendedAt"
     FROM log.entries WHERE stream = $1 AND partition = $2 AND first_offset >= $3 ORDER BY first_offset LIMIT 1`,
    [stream, partition, fromOffset],
  );
  return rows[0] ?? null;
}
