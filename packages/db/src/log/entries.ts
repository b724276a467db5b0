import type { Database } from "../database";
import { readAsTenant } from "../tenant";
import type { WorkerTx } from "../worker";

/** A batch of consecutive messages of one partition and one tenant; `body` is theirs, in whatever form the log's adapter packs it. */
export type LogEntry = {
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly tenantId: string;
  readonly appendedAt: number;
  readonly body: Uint8Array;
};

export type NewLogEntry = {
  readonly partition: number;
  readonly tenantId: string;
  readonly messages: number;
  readonly body: Uint8Array;
};

const APPEND = "SELECT log.append($1, $2::smallint[], $3::uuid[], $4::int[], $5::int[], $6::bytea)::float8[] AS firsts";

/**
 * Appends entries, in the worker's transaction if one is given, otherwise in one of its own. Durable when it resolves (or its
 * transaction commits).
 * @returns the offset of each entry's first message.
 */
export async function appendEntries(
  db: Database,
  stream: string,
  entries: readonly NewLogEntry[],
  tx?: WorkerTx,
): Promise<number[]> {
  const { rows } = await (tx?.client ?? db.workers).query(APPEND, [
    stream,
    entries.map(({ partition }) => partition),
    entries.map(({ tenantId }) => tenantId),
    entries.map(({ messages }) => messages),
    entries.map(({ body }) => body.byteLength),
    Buffer.concat(entries.map(({ body }) => body)),
  ]);
  return rows[0].firsts;
}

const COLUMNS = `entries.partition, entries.first_offset::float8 AS "firstOffset", entries.last_offset::float8 AS "lastOffset",
  entries.tenant_id AS "tenantId", extract(epoch FROM entries.appended_at)::float8 * 1000 AS "appendedAt", entries.body`;

/**
 * The next entries of several partitions, for a worker.
 * @param positions partition to the next offset; offsets lie at entries' beginnings, as `commitOffsets` leaves them.
 */
export async function readEntries(
  db: Database,
  stream: string,
  positions: ReadonlyMap<number, number>,
  entriesMaxPerPartition: number,
): Promise<LogEntry[]> {
  const { rows } = await db.reads.query(
    `SELECT ${COLUMNS} FROM unnest($2::smallint[], $3::bigint[]) AS position (partition, next_offset)
     CROSS JOIN LATERAL (SELECT * FROM log.entries
       WHERE stream = $1 AND entries.partition = position.partition AND first_offset >= position.next_offset
       ORDER BY first_offset LIMIT $4) AS entries
     ORDER BY entries.partition, entries.first_offset`,
    [stream, [...positions.keys()], [...positions.values()], entriesMaxPerPartition],
  );
  return rows;
}

/** A tenant's own entries of one partition that reach `fromOffset` or beyond, oldest first. */
export const readTenantEntries = (
  db: Database,
  tenantId: string,
  at: { readonly stream: string; readonly partition: number; readonly fromOffset: number; readonly entriesMax: number },
): Promise<LogEntry[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT ${COLUMNS} FROM log.entries WHERE tenant_id = $1 AND stream = $2 AND partition = $3 AND last_offset >= $4
     ORDER BY last_offset LIMIT $5`,
    [tenantId, at.stream, at.partition, at.fromOffset, at.entriesMax],
  );

/** A tenant's own latest entries of one partition before an offset, newest first. */
export const readTenantEntriesBefore = (
  db: Database,
  tenantId: string,
  at: {
    readonly stream: string;
    readonly partition: number;
    readonly beforeOffset: number;
    readonly entriesMax: number;
  },
): Promise<LogEntry[]> =>
  readAsTenant(
    db,
    tenantId,
    `SELECT ${COLUMNS} FROM log.entries WHERE tenant_id = $1 AND stream = $2 AND partition = $3 AND last_offset < $4
     ORDER BY last_offset DESC LIMIT $5`,
    [tenantId, at.stream, at.partition, at.beforeOffset, at.entriesMax],
  );

/** The offset the next message of a partition will have; 0 where nothing was ever appended. */
export async function findNextOffset(db: Database, stream: string, partition: number): Promise<number> {
  const { rows } = await db.reads.query(
    `SELECT next_offset::float8 AS "nextOffset" FROM log.partitions WHERE stream = $1 AND partition = $2`,
    [stream, partition],
  );
  return rows[0]?.nextOffset ?? 0;
}

/**
 * Deletes a stream's entries that are older than `keepMs` and that every one of its consumers has passed.
 * @returns how many entries went.
 */
export async function deleteOldEntries(db: Database, stream: string, keepMs: number): Promise<number> {
  const { rowCount } = await db.workers.query(
    `DELETE FROM log.entries WHERE stream = $1 AND appended_at < clock_timestamp() - make_interval(secs => $2)
       AND NOT EXISTS (SELECT FROM log.consumers WHERE consumers.stream = entries.stream
                         AND consumers.partition = entries.partition AND consumers.next_offset <= entries.last_offset)`,
    [stream, keepMs / 1000],
  );
  return rowCount ?? 0;
}
